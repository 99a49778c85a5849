import { isAbsolute, resolve } from 'node:path'
import { OperatorError } from '../../../base/problem.ts'
import { folderRepository } from './folder.ts'
import type { Repository } from './repository.ts'

/**
 * @param place a folder, or `s3://bucket/prefix` for an object store
 * @throws OperatorError
 */
export const openRepository = async (place: string): Promise<Repository> => {
  if (place.startsWith('s3://')) return (await import('./s3.ts')).s3Repository(place)
  if (/^[a-z0-9+.-]+:\/\//i.test(place))
    throw new OperatorError(`${place} is no place for backups: give a folder, or s3://bucket/prefix.`)
  return folderRepository(isAbsolute(place) ? place : resolve(place))
}
