import { OperatorError } from '../../base/problem.ts'

/** A bucket that speaks S3: of a cloud, or MinIO, Ceph and the like in the body's own rooms. */
export interface S3Settings {
  readonly bucket: string
  /** `https://…`; without it the address of AWS for the region. */
  readonly endpoint?: string
  readonly region: string
  /** The bucket's name in the path (`https://host/bucket/…`) instead of in the host. */
  readonly pathStyle: boolean
  /** Without them the SDK looks where AWS puts them (role of the machine, `~/.aws`). */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string }
  /** Put before every name, with a slash at its end; empty for none. */
  readonly prefix: string
}

const bucketName = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/

const isEndpoint = (text: string): boolean => {
  if (!URL.canParse(text)) return false
  const url = new URL(text)
  return /^https?:$/.test(url.protocol) && url.username === '' && url.search === '' && url.hash === ''
}

/**
 * The settings MUSUBI_FILES_…; undefined where no bucket is named, and files lie in the data folder.
 * @throws OperatorError that names the variable
 */
export const s3FromEnvironment = (
  environment: Readonly<Record<string, string | undefined>> = process.env,
): S3Settings | undefined => {
  const {
    MUSUBI_FILES_BUCKET: bucket,
    MUSUBI_FILES_ENDPOINT: endpoint,
    MUSUBI_FILES_REGION: region,
    MUSUBI_FILES_PATH_STYLE: pathStyle,
    MUSUBI_FILES_KEY_ID: accessKeyId,
    MUSUBI_FILES_SECRET: secretAccessKey,
    MUSUBI_FILES_PREFIX: prefix = '',
  } = environment
  if (!bucket) {
    // Files in the folder while the operator believes that they are in the bucket would be found out too late.
    const others = { MUSUBI_FILES_ENDPOINT: endpoint, MUSUBI_FILES_KEY_ID: accessKeyId, MUSUBI_FILES_PREFIX: prefix }
    const [stray] = Object.entries(others).find(([, value]) => value) ?? []
    if (stray) throw new OperatorError(`${stray} is set and MUSUBI_FILES_BUCKET is not: name the bucket.`)
    return undefined
  }
  if (!bucketName.test(bucket)) throw new OperatorError(`MUSUBI_FILES_BUCKET=${bucket} is no name of a bucket.`)
  if (endpoint && !isEndpoint(endpoint))
    throw new OperatorError(`MUSUBI_FILES_ENDPOINT=${endpoint} is no address: write it like https://s3.example.jp.`)
  if (!endpoint && !region)
    throw new OperatorError('MUSUBI_FILES_REGION is missing: name the region, or the address in MUSUBI_FILES_ENDPOINT.')
  if (pathStyle && !['yes', 'no'].includes(pathStyle))
    throw new OperatorError(`MUSUBI_FILES_PATH_STYLE=${pathStyle} is neither yes nor no.`)
  if (((accessKeyId ?? '') === '') !== ((secretAccessKey ?? '') === ''))
    throw new OperatorError('MUSUBI_FILES_KEY_ID and MUSUBI_FILES_SECRET belong together: set both or neither.')
  if (prefix !== '' && !/^(?:[0-9a-z][0-9a-z._-]*\/?)+$/.test(prefix))
    throw new OperatorError(`MUSUBI_FILES_PREFIX=${prefix} may hold small letters, digits, ".", "_", "-" and "/" only.`)
  return {
    bucket,
    region: region || 'us-east-1',
    // A server of one's own has rarely a host name for each bucket.
    pathStyle: pathStyle ? pathStyle === 'yes' : Boolean(endpoint),
    prefix: prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`,
    ...(endpoint ? { endpoint } : {}),
    ...(accessKeyId && secretAccessKey ? { credentials: { accessKeyId, secretAccessKey } } : {}),
  }
}
