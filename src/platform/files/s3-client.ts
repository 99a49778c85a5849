import type { S3Client } from '@aws-sdk/client-s3'
import type { S3Settings } from './s3-settings.ts'

type Library = typeof import('@aws-sdk/client-s3')

/** The library is loaded at the first use: a start without a bucket does not pay for it. */
export interface S3Connection {
  open(): Promise<{ readonly s3: Library; readonly client: S3Client }>
  close(): void
  /** For messages; never with credentials. */
  readonly place: string
}

export const s3Connection = (settings: S3Settings): S3Connection => {
  let opened: ReturnType<S3Connection['open']> | undefined
  const load = async () => {
    const s3 = await import('@aws-sdk/client-s3')
    const client = new s3.S3Client({
      region: settings.region,
      forcePathStyle: settings.pathStyle,
      maxAttempts: 3,
      requestHandler: { connectionTimeout: 3000, requestTimeout: 30_000 },
      ...(settings.endpoint ? { endpoint: settings.endpoint } : {}),
      ...(settings.credentials ? { credentials: { ...settings.credentials } } : {}),
    })
    return { s3, client }
  }
  return {
    place: `${settings.endpoint ?? `S3 ${settings.region}`} ${settings.bucket}/${settings.prefix}`,
    open: () => {
      opened ??= load()
      return opened
    },
    close: () => void opened?.then(({ client }) => client.destroy()),
  }
}

export const errorName = (error: unknown): string => (error instanceof Error ? error.name : '')

/** 0 when the server did not answer. */
export const statusOf = (error: unknown): number => {
  if (typeof error !== 'object' || error === null || !('$metadata' in error)) return 0
  const { $metadata: told } = error
  if (typeof told !== 'object' || told === null || !('httpStatusCode' in told)) return 0
  return typeof told.httpStatusCode === 'number' ? told.httpStatusCode : 0
}

/** There is no such object; a bucket that is not there is another matter. */
export const isMissing = (error: unknown): boolean =>
  ['NoSuchKey', 'NotFound'].includes(errorName(error)) ||
  (statusOf(error) === 404 && errorName(error) !== 'NoSuchBucket')

/** What an answer means, in words that name the setting to look at. */
export const reasonOf = (error: unknown): string => {
  const [status, name] = [statusOf(error), errorName(error)]
  if (name === 'NoSuchBucket' || status === 404) return 'there is no such bucket; create it, or correct its name'
  if (status === 401 || status === 403)
    return `refused (${name}); check the key, the secret and what they may do with the bucket`
  if (status === 301 || status === 400) return `refused (${name}); check region and path style`
  if (name === 'CredentialsProviderError') return 'there are no credentials; set the key and the secret'
  const reason = error instanceof Error && 'code' in error ? String(error.code) : name
  return `unreachable (${status || reason}); check the address and the network`
}
