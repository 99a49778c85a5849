import { OperatorError } from '../../../base/problem.ts'
import { isMissing, reasonOf, s3Connection } from '../../files/s3-client.ts'
import type { S3Settings } from '../../files/s3-settings.ts'
import type { Repository, RepositoryEntry } from './repository.ts'

/**
 * A repository in a bucket that speaks S3. The server proves each write (SHA-256 in the request). An object is there whole or
 * not at all, and durable when `put` returns.
 */
export const s3Repository = (settings: S3Settings): Repository => {
  const { bucket: Bucket, prefix } = settings
  const { open, place } = s3Connection(settings)
  const asked = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work
    } catch (error) {
      if (isMissing(error)) throw error
      throw new OperatorError(`The place for backups ${place} cannot be used: ${reasonOf(error)}.`)
    }
  }
  return {
    place,
    async put(name, bytes) {
      const { s3, client } = await open()
      await asked(
        client.send(
          new s3.PutObjectCommand({
            Bucket,
            Key: prefix + name,
            Body: bytes,
            ContentType: 'application/octet-stream',
            ChecksumAlgorithm: 'SHA256',
          }),
        ),
      )
    },
    async get(name) {
      const { s3, client } = await open()
      try {
        const answer = await asked(client.send(new s3.GetObjectCommand({ Bucket, Key: prefix + name })))
        return Buffer.from((await answer.Body?.transformToByteArray()) ?? [])
      } catch (error) {
        if (isMissing(error)) return undefined
        throw error
      }
    },
    async *list(inner): AsyncGenerator<RepositoryEntry> {
      const { s3, client } = await open()
      let token: string | undefined
      do {
        const page = await asked(
          client.send(
            new s3.ListObjectsV2Command({
              Bucket,
              Prefix: prefix + inner,
              ...(token === undefined ? {} : { ContinuationToken: token }),
            }),
          ),
        )
        for (const { Key, Size, LastModified } of page.Contents ?? [])
          if (Key) yield { name: Key.slice(prefix.length), size: Size ?? 0, at: LastModified ?? new Date(0) }
        token = page.IsTruncated ? page.NextContinuationToken : undefined
      } while (token !== undefined)
    },
    async delete(name) {
      const { s3, client } = await open()
      await asked(client.send(new s3.DeleteObjectCommand({ Bucket, Key: prefix + name })))
    },
    sync: async () => {},
    free: async () => undefined,
  }
}
