import { isAbsolute, resolve } from 'node:path'
import { OperatorError } from '../../../base/problem.ts'
import { s3ForBackups } from '../../files/s3-settings.ts'
import { folderRepository } from './folder.ts'
import type { Repository } from './repository.ts'
import { s3Repository } from './s3.ts'

/**
 * @param place a folder, or `s3://bucket/prefix` for an object store
 * @throws OperatorError
 */
export const openRepository = async (place: string): Promise<Repository> => {
  if (place.startsWith('s3://')) return s3Repository(s3ForBackups(place))
  if (/^[a-z0-9+.-]+:\/\//i.test(place))
    throw new OperatorError(`${place} is no place for backups: give a folder, or s3://bucket/prefix.`)
  return folderRepository(isAbsolute(place) ? place : resolve(place))
}
