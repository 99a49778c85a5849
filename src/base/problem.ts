import type { Bilingual } from './bilingual.ts'

/**
 * What is wrong with an input: where, what stood there, and what was expected. One shape serves forms, imports and the
 * API (RFC 9457 `errors`), so that a message is written once.
 */
export interface Problem {
  /** Field id; parts and sub-records with dots: `address.town`, `vehicles.2.number`. */
  readonly field?: string
  /** Row of an imported file, counted from 1 with the heading as row 1. */
  readonly row?: number
  /** Heading of the imported column. */
  readonly column?: string
  /** What was given. Left out where it may hold personal data that must not be repeated. */
  readonly value?: string
  /** What was expected and how to mend it. */
  readonly message: Bilingual
}

/** A silent mending that must be told: a lost leading zero, a missing check digit, width, a byte order mark. */
export interface Repair {
  readonly field?: string
  readonly row?: number
  readonly column?: string
  readonly from: string
  readonly to: string
  readonly message: Bilingual
}

export type Result<T> =
  | { readonly ok: true; readonly value: T; readonly repairs?: readonly Repair[] }
  | { readonly ok: false; readonly problems: readonly Problem[] }

export const good = <T>(value: T, repairs?: readonly Repair[]): Result<T> =>
  repairs?.length ? { ok: true, value, repairs } : { ok: true, value }

export const bad = (message: Bilingual, where: Omit<Problem, 'message'> = {}): Result<never> => ({
  ok: false,
  problems: [{ ...where, message }],
})

/** A mistake in a definition. Stops the start; names system, part and field. */
export class DefinitionError extends Error {
  override readonly name = 'DefinitionError'
}

/** A wrong input that reached a service: shown at the form, in the import report or as an RFC 9457 problem (422). */
export class InputError extends Error {
  override readonly name = 'InputError'
  readonly problems: readonly Problem[]
  constructor(problems: readonly Problem[]) {
    super(problems.map(problem => `${problem.field ?? '-'}: ${problem.message.en}`).join('; '))
    this.problems = problems
  }
}

/** The actor may not do this. Becomes 403 (404 where the existence itself is not to be known) and a ledger entry. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError'
  readonly permission: string
  constructor(permission: string) {
    super(`not permitted: ${permission}`)
    this.permission = permission
  }
}

/** Somebody else changed the record meanwhile. Becomes 409; what was typed is kept. */
export class ConflictError extends Error {
  override readonly name = 'ConflictError'
  readonly reason: Bilingual
  constructor(reason: Bilingual) {
    super(reason.en)
    this.reason = reason
  }
}

export class NotFoundError extends Error {
  override readonly name = 'NotFoundError'
}

/** An operator's mistake (busy port, unreachable database): one sentence on the terminal, exit code 1. */
export class OperatorError extends Error {
  override readonly name = 'OperatorError'
}

/** Something that a request needs (the file store) does not answer for the moment. Becomes 503; what was typed is kept. */
export class UnavailableError extends Error {
  override readonly name: string = 'UnavailableError'
}

/** The key with which something was sealed is not here: it cannot be read until the key is put back. Becomes 503. */
export class KeyAwayError extends UnavailableError {
  override readonly name = 'KeyAwayError'
  /** Whose key; null for a key of the platform. */
  readonly organisation: string | null
  constructor(organisation: string | null, message: string) {
    super(message)
    this.organisation = organisation
  }
}
