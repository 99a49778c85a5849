import { OperatorError } from '../../base/problem.ts'

/** A connection URL in parts; `hosts` may be several with ports (`db1:5432,db2:5432`), which `URL` does not accept. */
export interface Address {
  readonly user: string
  readonly password: string
  readonly hosts: string
  readonly database: string
  /** With the question mark, or empty. */
  readonly options: string
}

const form = /^postgres(?:ql)?:\/\/(?:([^:@/]*)(?::([^@/]*))?@)?([^/?@]*)(?:\/([^?]*))?(\?.*)?$/

/** @throws OperatorError that does not repeat the password */
export const parseAddress = (url: string): Address => {
  const parts = form.exec(url)
  if (!parts) {
    throw new OperatorError(
      'DATABASE_URL is not of the form postgres://user:password@host:5432/database (encode special characters of the password, e.g. @ as %40).',
    )
  }
  const [, user = '', password = '', hosts = '', database = '', options = ''] = parts
  try {
    return { user: decodeURIComponent(user), password: decodeURIComponent(password), hosts, database, options }
  } catch {
    throw new OperatorError('DATABASE_URL holds a % that begins no code; write it as %25.')
  }
}

const credentials = (user: string, password: string): string =>
  user === '' ? '' : `${encodeURIComponent(user)}${password === '' ? '' : `:${encodeURIComponent(password)}`}@`

export const formatAddress = ({ user, password, hosts, database, options }: Address): string =>
  `postgres://${credentials(user, password)}${hosts}/${database}${options}`

/** For messages: who and where, never the password. */
export const describeAddress = (url: string): string => {
  const { user, hosts, database } = parseAddress(url)
  return `${hosts || 'localhost'}/${database} as ${user || 'the default user'}`
}

/** Several hosts, of which the one is wanted that accepts changes (Patroni's leader), unless the URL asks for a copy. */
export const wantsLeader = (url: string): boolean => {
  const { hosts, options } = parseAddress(url)
  return hosts.includes(',') && !/target_session_attrs=(?!read-write|primary)/.test(options)
}

/** The same URL with one host, for drivers that know no more and are given the connection. */
export const firstHostOf = (url: string): string => {
  const address = parseAddress(url)
  return formatAddress({ ...address, hosts: address.hosts.split(',')[0] ?? '' })
}
