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

type Environment = Readonly<Record<string, string | undefined>>

/** How a service is reached and signed in to, as four variables say it; the names stand in the sentences of refusals. */
interface ServiceNames {
  readonly endpoint: string
  readonly region: string
  readonly pathStyle: string
  readonly keyId: string
  readonly secret: string
}

const filesNames: ServiceNames = {
  endpoint: 'MUSUBI_FILES_ENDPOINT',
  region: 'MUSUBI_FILES_REGION',
  pathStyle: 'MUSUBI_FILES_PATH_STYLE',
  keyId: 'MUSUBI_FILES_KEY_ID',
  secret: 'MUSUBI_FILES_SECRET',
}

const backupNames: ServiceNames = {
  endpoint: 'MUSUBI_BACKUP_ENDPOINT',
  region: 'MUSUBI_BACKUP_REGION',
  pathStyle: 'MUSUBI_BACKUP_PATH_STYLE',
  keyId: 'MUSUBI_BACKUP_KEY_ID',
  secret: 'MUSUBI_BACKUP_SECRET',
}

const service = (environment: Environment, names: ServiceNames): Omit<S3Settings, 'bucket' | 'prefix'> => {
  const [endpoint, region, pathStyle] = [
    environment[names.endpoint],
    environment[names.region],
    environment[names.pathStyle],
  ]
  const [accessKeyId, secretAccessKey] = [environment[names.keyId], environment[names.secret]]
  if (endpoint && !isEndpoint(endpoint))
    throw new OperatorError(`${names.endpoint}=${endpoint} is no address: write it like https://s3.example.jp.`)
  if (!endpoint && !region)
    throw new OperatorError(`${names.region} is missing: name the region, or the address in ${names.endpoint}.`)
  if (pathStyle && !['yes', 'no'].includes(pathStyle))
    throw new OperatorError(`${names.pathStyle}=${pathStyle} is neither yes nor no.`)
  if (((accessKeyId ?? '') === '') !== ((secretAccessKey ?? '') === ''))
    throw new OperatorError(`${names.keyId} and ${names.secret} belong together: set both or neither.`)
  return {
    region: region || 'us-east-1',
    // A server of one's own has rarely a host name for each bucket.
    pathStyle: pathStyle ? pathStyle === 'yes' : Boolean(endpoint),
    ...(endpoint ? { endpoint } : {}),
    ...(accessKeyId && secretAccessKey ? { credentials: { accessKeyId, secretAccessKey } } : {}),
  }
}

const prefixOf = (prefix: string): string => (prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`)

/**
 * The settings MUSUBI_FILES_…; undefined where no bucket is named, and files lie in the data folder.
 * @throws OperatorError that names the variable
 */
export const s3FromEnvironment = (environment: Environment = process.env): S3Settings | undefined => {
  const { MUSUBI_FILES_BUCKET: bucket, MUSUBI_FILES_PREFIX: prefix = '' } = environment
  if (!bucket) {
    // Files in the folder while the operator believes that they are in the bucket would be found out too late.
    const stray = [filesNames.endpoint, filesNames.keyId, 'MUSUBI_FILES_PREFIX'].find(name => environment[name])
    if (stray) throw new OperatorError(`${stray} is set and MUSUBI_FILES_BUCKET is not: name the bucket.`)
    return undefined
  }
  if (!bucketName.test(bucket)) throw new OperatorError(`MUSUBI_FILES_BUCKET=${bucket} is no name of a bucket.`)
  const reached = service(environment, filesNames)
  if (prefix !== '' && !/^(?:[0-9a-z][0-9a-z._-]*\/?)+$/.test(prefix))
    throw new OperatorError(`MUSUBI_FILES_PREFIX=${prefix} may hold small letters, digits, ".", "_", "-" and "/" only.`)
  return { bucket, prefix: prefixOf(prefix), ...reached }
}

/**
 * A place `s3://bucket/prefix` for backups. The service is that of MUSUBI_BACKUP_…; where none of those is set, the one of
 * the files. Never a mixture: a key of one service sent to another would be given away.
 * @throws OperatorError that names the variable
 */
export const s3ForBackups = (place: string, environment: Environment = process.env): S3Settings => {
  const [, bucket = '', prefix = ''] = /^s3:\/\/([^/]*)\/?(.*)$/.exec(place) ?? []
  if (!bucketName.test(bucket))
    throw new OperatorError(`${place} is no place in an object store: write s3://bucket/prefix.`)
  const own = Object.values(backupNames).some(name => environment[name])
  return {
    bucket,
    prefix: prefixOf(prefix),
    ...service(environment, own || !environment.MUSUBI_FILES_BUCKET ? backupNames : filesNames),
  }
}
