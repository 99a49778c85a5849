import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { OperatorError } from '../../../base/problem.ts'
import type { Repository, RepositoryEntry } from './repository.ts'

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : '')

/**
 * A repository in an object store. Access keys, region and endpoint come from the store's usual variables
 * (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION, AWS_ENDPOINT_URL_S3). An object is there whole or not at all,
 * and durable when `put` returns. Addresses are path-style, which every store understands.
 */
export const s3Repository = (place: string): Repository => {
  const [, bucket, path = ''] = /^s3:\/\/([a-z0-9][a-z0-9.-]+)\/?(.*)$/.exec(place) ?? []
  if (bucket === undefined)
    throw new OperatorError(`${place} is no place in an object store: write s3://bucket/prefix.`)
  const prefix = path === '' || path.endsWith('/') ? path : `${path}/`
  const client = new S3Client({ forcePathStyle: true, region: process.env.AWS_REGION ?? 'us-east-1' })

  const asked = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      if (nameOf(error) === 'NoSuchKey' || nameOf(error) === 'NotFound') throw error
      throw new OperatorError(
        `The object store ${place} does not do what is asked: ${error instanceof Error ? `${error.name}: ${error.message}` : error}.`,
      )
    }
  }

  return {
    place,
    async put(name, bytes) {
      await asked(() => client.send(new PutObjectCommand({ Bucket: bucket, Key: prefix + name, Body: bytes })))
    },
    async get(name) {
      try {
        const answer = await asked(() => client.send(new GetObjectCommand({ Bucket: bucket, Key: prefix + name })))
        return Buffer.from((await answer.Body?.transformToByteArray()) ?? [])
      } catch (error) {
        if (nameOf(error) === 'NoSuchKey' || nameOf(error) === 'NotFound') return undefined
        throw error
      }
    },
    async *list(inner): AsyncGenerator<RepositoryEntry> {
      let token: string | undefined
      do {
        const from = token
        const answer = await asked(() =>
          client.send(
            new ListObjectsV2Command({
              Bucket: bucket,
              Prefix: prefix + inner,
              ...(from === undefined ? {} : { ContinuationToken: from }),
            }),
          ),
        )
        for (const { Key, Size, LastModified } of answer.Contents ?? [])
          if (Key) yield { name: Key.slice(prefix.length), size: Size ?? 0, at: LastModified ?? new Date(0) }
        token = answer.NextContinuationToken
      } while (token !== undefined)
    },
    async delete(name) {
      await asked(() => client.send(new DeleteObjectCommand({ Bucket: bucket, Key: prefix + name })))
    },
    sync: async () => {},
    free: async () => undefined,
  }
}
