/**
 * Codes of postgres.js and Node for a database that is not there, and SQLSTATEs of one that is going, full, (25006) a
 * copy that is just becoming the leader, or (58…) a server whose files are gone under it: its disk was lost.
 */
const unreachable = new Set([
  'CONNECTION_CLOSED',
  'CONNECTION_DESTROYED',
  'CONNECTION_ENDED',
  'CONNECT_TIMEOUT',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  '08000',
  '08001',
  '08003',
  '08006',
  '25006',
  '53300',
  '57P01',
  '57P02',
  '57P03',
  '58000',
  '58030',
  '58P01',
])

/** The connection broke after something was sent: the change may count, or not. */
const doubtful = new Set([
  'CONNECTION_CLOSED',
  'CONNECTION_DESTROYED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  '08006',
  '57P01',
  '57P02',
])

/** The disk or the memory of the database, or this machine's own disk, takes nothing more. */
const full = new Set(['53100', '53200', '53400', 'ENOSPC', 'EDQUOT'])

const codeOf = (error: unknown): string => {
  if (!(error instanceof Error)) return ''
  if ('code' in error && typeof error.code === 'string') return error.code
  return error instanceof AggregateError ? codeOf(error.errors[0]) : codeOf(error.cause)
}

export const isUnreachable = (error: unknown): boolean => unreachable.has(codeOf(error))
export const isDoubtful = (error: unknown): boolean => doubtful.has(codeOf(error))
export const isFull = (error: unknown): boolean => full.has(codeOf(error))
