import { NotFoundError, OperatorError, UnavailableError } from '../../base/problem.ts'
import { isObjectName, type ObjectStore, requireObjectName } from './objects.ts'
import { errorName, isMissing, s3Connection, statusOf } from './s3-client.ts'
import type { S3Settings } from './s3-settings.ts'

/** An object of this age is put anew when the same bytes come again, so that the sweep sees that they are wanted. */
const staleMs = 3_600_000

/** There is one already (412), or another put of the same name is under way (409). */
const isTaken = (error: unknown): boolean => statusOf(error) === 412 || statusOf(error) === 409

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0

/**
 * Objects in a bucket. The server proves each write (SHA-256 in the request) and writes once (`If-None-Match: *`).
 */
export const s3Objects = (settings: S3Settings): ObjectStore & { close(): void } => {
  const { bucket: Bucket, prefix } = settings
  const { open, close, place } = s3Connection(settings)
  const keyOf = (name: string): string => prefix + requireObjectName(name)

  /** What went wrong is in the log; a name or an address of ours never reaches the one who asked. */
  const told = (error: unknown): Error =>
    new UnavailableError(`the file store ${place} answered ${errorName(error) || 'nothing'}`, { cause: error })

  const get = async (name: string): Promise<Uint8Array> => {
    const { s3, client } = await open()
    try {
      const { Body } = await client.send(new s3.GetObjectCommand({ Bucket, Key: keyOf(name) }))
      if (!Body) throw new Error('an answer without a body')
      return await Body.transformToByteArray()
    } catch (error) {
      if (isMissing(error)) throw new NotFoundError(`object ${name}`)
      throw told(error)
    }
  }

  const look: ObjectStore['look'] = async name => {
    const { s3, client } = await open()
    try {
      const facts = await client.send(new s3.HeadObjectCommand({ Bucket, Key: keyOf(name) }))
      return { name, size: facts.ContentLength ?? 0, at: facts.LastModified ?? new Date() }
    } catch (error) {
      if (isMissing(error)) return null
      throw told(error)
    }
  }

  const send = async (name: string, bytes: Uint8Array, replace: boolean): Promise<void> => {
    const { s3, client } = await open()
    await client.send(
      new s3.PutObjectCommand({
        Bucket,
        Key: keyOf(name),
        Body: bytes,
        ContentType: 'application/octet-stream',
        ChecksumAlgorithm: 'SHA256',
        ...(replace ? {} : { IfNoneMatch: '*' }),
      }),
    )
  }

  const put: ObjectStore['put'] = async (name, bytes) => {
    requireObjectName(name)
    try {
      try {
        await send(name, bytes, false)
      } catch (error) {
        if (!isTaken(error)) throw error
        const there = await look(name)
        const fresh = there !== null && Date.now() - there.at.getTime() < staleMs
        if (fresh && sameBytes(await get(name), bytes)) return
        await send(name, bytes, true)
      }
    } catch (error) {
      throw error instanceof UnavailableError ? error : told(error)
    }
  }

  const check = async (): Promise<void> => {
    const { s3, client } = await open()
    const wrong = (sentence: string) => new OperatorError(`Files cannot be kept in ${place}: ${sentence}`)
    try {
      await client.send(new s3.ListObjectsV2Command({ Bucket, Prefix: prefix, MaxKeys: 1 }))
    } catch (error) {
      const status = statusOf(error)
      if (errorName(error) === 'NoSuchBucket' || status === 404)
        throw wrong('there is no such bucket; create it, or correct MUSUBI_FILES_BUCKET.')
      if (status === 401 || status === 403)
        throw wrong(
          `refused (${errorName(error)}); check MUSUBI_FILES_KEY_ID, MUSUBI_FILES_SECRET and what that key may do with the bucket.`,
        )
      if (status === 301 || status === 400)
        throw wrong(`refused (${errorName(error)}); check MUSUBI_FILES_REGION and MUSUBI_FILES_PATH_STYLE.`)
      if (errorName(error) === 'CredentialsProviderError')
        throw wrong('there are no credentials; set MUSUBI_FILES_KEY_ID and MUSUBI_FILES_SECRET.')
      const reason = error instanceof Error && 'code' in error ? String(error.code) : errorName(error)
      throw wrong(`unreachable (${status || reason}); check MUSUBI_FILES_ENDPOINT and the network.`)
    }
  }

  return {
    place,
    put,
    get,
    look,
    check,
    async *list(wanted = '') {
      const { s3, client } = await open()
      let token: string | undefined
      do {
        const command = new s3.ListObjectsV2Command({
          Bucket,
          Prefix: prefix + wanted,
          ...(token ? { ContinuationToken: token } : {}),
        })
        const page = await client.send(command).catch((error: unknown) => {
          throw told(error)
        })
        for (const { Key = '', Size = 0, LastModified } of page.Contents ?? []) {
          const name = Key.slice(prefix.length)
          if (LastModified && isObjectName(name)) yield { name, size: Size, at: LastModified }
        }
        token = page.IsTruncated ? page.NextContinuationToken : undefined
      } while (token)
    },
    async remove(name) {
      const { s3, client } = await open()
      await client.send(new s3.DeleteObjectCommand({ Bucket, Key: keyOf(name) })).catch((error: unknown) => {
        throw told(error)
      })
    },
    close,
  }
}
