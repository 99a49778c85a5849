import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

/**
 * A small server that speaks S3 as far as the platform uses it, path-style: put (also with `If-None-Match: *`), get, head,
 * delete, list in pages. It refuses what a real one refuses: a signature (SigV4) that does not fit, a payload that is not
 * what the signed hash or the checksum says, a bucket that is not there. Objects lie in memory.
 */
export interface S3Server {
  readonly endpoint: string
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string }
  /** Objects by `bucket/key`; a test may look at them, alter and remove them, and set their time. */
  readonly objects: Map<string, S3Object>
  /** Requests in order, as `PUT /bucket/key`. */
  readonly requests: string[]
  /** Answers the next requests with these statuses, in order, instead of doing them. */
  failNext(...statuses: readonly number[]): void
  close(): Promise<void>
}

export interface S3Object {
  bytes: Buffer
  at: Date
}

const credentials = { accessKeyId: 'MIHONKEY', secretAccessKey: 'mihon-no-himitsu' } as const

const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes)
const hmac = (key: Uint8Array | string, text: string) => createHmac('sha256', key).update(text).digest()

const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, mark => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`)

const headerOf = (request: IncomingMessage, name: string): string => {
  const value = request.headers[name]
  return (Array.isArray(value) ? value.join(',') : (value ?? '')).trim().replace(/ +/g, ' ')
}

/** AWS Signature Version 4, computed anew from the request. @returns what is wrong, or null */
const signatureProblem = (request: IncomingMessage, url: URL): string | null => {
  const found =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(
      headerOf(request, 'authorization'),
    )
  if (!found) return 'AccessDenied'
  const [, key = '', day = '', region = '', signed = '', signature = ''] = found
  if (key !== credentials.accessKeyId) return 'InvalidAccessKeyId'
  const names = signed.split(';')
  if (!names.includes('host') || !names.includes('x-amz-content-sha256')) return 'AccessDenied'
  const query = [...url.searchParams]
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .toSorted()
    .join('&')
  const canonical = [
    request.method,
    url.pathname,
    query,
    ...names.map(name => `${name}:${headerOf(request, name)}`),
    '',
    signed,
    headerOf(request, 'x-amz-content-sha256'),
  ].join('\n')
  const scope = `${day}/${region}/s3/aws4_request`
  const text = ['AWS4-HMAC-SHA256', headerOf(request, 'x-amz-date'), scope, sha256(canonical).digest('hex')].join('\n')
  const signing = ['s3', 'aws4_request'].reduce<Buffer>(
    (made, part) => hmac(made, part),
    hmac(hmac(`AWS4${credentials.secretAccessKey}`, day), region),
  )
  const wanted = Buffer.from(hmac(signing, text).toString('hex'))
  return timingSafeEqual(wanted, Buffer.from(signature)) ? null : 'SignatureDoesNotMatch'
}

/** @returns what is wrong with the bytes, or null */
const payloadProblem = (request: IncomingMessage, bytes: Buffer): string | null => {
  if (headerOf(request, 'x-amz-content-sha256') !== sha256(bytes).digest('hex')) return 'XAmzContentSHA256Mismatch'
  const checksum = headerOf(request, 'x-amz-checksum-sha256')
  if (request.method === 'PUT' && checksum === '') return 'InvalidRequest'
  return checksum === '' || checksum === sha256(bytes).digest('base64') ? null : 'BadDigest'
}

const statusOf: Readonly<Record<string, number>> = {
  AccessDenied: 403,
  InvalidAccessKeyId: 403,
  SignatureDoesNotMatch: 403,
  NoSuchBucket: 404,
  NoSuchKey: 404,
  PreconditionFailed: 412,
}

const escaped = (text: string) => text.replace(/[<>&]/g, mark => `&#${mark.charCodeAt(0)};`)

/** @param buckets that are there @param pageSize objects of one page of a list; a thousand at S3 */
export const startS3 = async (buckets: readonly string[] = ['files'], pageSize = 1000): Promise<S3Server> => {
  const objects = new Map<string, S3Object>()
  const requests: string[] = []
  const failures: number[] = []

  const answer = (response: ServerResponse, status: number, body = '', headers: Record<string, string> = {}) => {
    response.writeHead(status, { 'content-type': 'application/xml', ...headers })
    response.end(body)
  }
  const refuse = (response: ServerResponse, code: string) =>
    answer(response, statusOf[code] ?? 400, `<Error><Code>${code}</Code><Message>${code}</Message></Error>`)

  const list = (response: ServerResponse, bucket: string, url: URL) => {
    const prefix = `${bucket}/${url.searchParams.get('prefix') ?? ''}`
    const after = url.searchParams.get('continuation-token') ?? ''
    const most = Math.min(Number(url.searchParams.get('max-keys') ?? pageSize), pageSize)
    const all = [...objects]
      .filter(([key]) => key.startsWith(prefix) && key > after)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
    const page = all.slice(0, most)
    const contents = page.map(
      ([key, { bytes, at }]) =>
        `<Contents><Key>${escaped(key.slice(bucket.length + 1))}</Key><LastModified>${at.toISOString()}</LastModified><Size>${bytes.byteLength}</Size></Contents>`,
    )
    const more = all.length > page.length
    const next = more ? `<NextContinuationToken>${escaped(page.at(-1)?.[0] ?? '')}</NextContinuationToken>` : ''
    answer(
      response,
      200,
      `<?xml version="1.0"?><ListBucketResult><Name>${bucket}</Name><IsTruncated>${more}</IsTruncated>${next}${contents.join('')}</ListBucketResult>`,
    )
  }

  const handle = (request: IncomingMessage, response: ServerResponse, body: Buffer) => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    requests.push(`${request.method} ${url.pathname}`)
    const failure = failures.shift()
    if (failure !== undefined) return answer(response, failure, '<Error><Code>SlowDown</Code></Error>')
    const problem = signatureProblem(request, url) ?? payloadProblem(request, body)
    if (problem) return refuse(response, problem)
    const [bucket = '', ...rest] = decodeURIComponent(url.pathname).slice(1).split('/')
    const path = `${bucket}/${rest.join('/')}`
    if (!buckets.includes(bucket)) return refuse(response, 'NoSuchBucket')
    if (rest.join('') === '') return list(response, bucket, url)
    const there = objects.get(path)
    switch (request.method) {
      case 'PUT':
        if (request.headers['if-none-match'] === '*' && there) return refuse(response, 'PreconditionFailed')
        objects.set(path, { bytes: body, at: new Date() })
        return answer(response, 200, '', { etag: `"${sha256(body).digest('hex').slice(0, 32)}"` })
      case 'DELETE':
        objects.delete(path)
        return answer(response, 204)
      case 'HEAD':
      case 'GET': {
        if (!there) return refuse(response, 'NoSuchKey')
        response.writeHead(200, {
          'content-length': there.bytes.byteLength,
          'last-modified': there.at.toUTCString(),
        })
        return response.end(request.method === 'HEAD' ? undefined : there.bytes)
      }
      default:
        return refuse(response, 'MethodNotAllowed')
    }
  }

  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', part => parts.push(part))
    request.on('end', () => handle(request, response, Buffer.concat(parts)))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    endpoint: `http://127.0.0.1:${port}`,
    credentials,
    objects,
    requests,
    failNext: (...statuses) => void failures.push(...statuses),
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
