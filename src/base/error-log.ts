import type { Json } from './json.ts'

/** PostgreSQL's classes of errors whose words repeat values: data exceptions, constraints, casts, raised ones with them. */
const repeatsValues = /^(?:22|23|42804|42846)/

/** Errors whose words are about an input and may repeat it; their names say enough. */
const aboutInput: ReadonlySet<string> = new Set(['InputError', 'ConflictError', 'BadRequestError', 'SyntaxError'])

/** Of a database error: where it happened, never what was in the row (`detail`, `where`, `hint`, the query's values). */
const kept = [
  'code',
  'severity_local',
  'schema_name',
  'table_name',
  'column_name',
  'constraint_name',
  'routine',
  'errno',
]

const framesOf = (stack: string | undefined): string[] =>
  (stack ?? '')
    .split('\n')
    .filter(line => /^\s+at /.test(line))
    .slice(0, 20)
    .map(line => line.trim())

/**
 * An error as it may stand in a log file, which many may read and nobody signs for: PostgreSQL puts whole rows into
 * `detail` ("Failing row contains …") and values into messages, a stack repeats the message, and what a person typed
 * stands in the errors about inputs.
 */
export const errorForLog = (error: unknown, depth = 0): Json => {
  if (!(error instanceof Error)) return { type: typeof error }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  const silent = repeatsValues.test(code) || aboutInput.has(error.name)
  const more: Record<string, Json> = {}
  for (const name of kept) {
    const value: unknown = Reflect.get(error, name)
    if (typeof value === 'string' || typeof value === 'number') more[name] = value
  }
  const inner = error instanceof AggregateError ? error.errors[0] : error.cause
  return {
    type: error.name,
    ...(silent ? {} : { message: error.message }),
    ...more,
    stack: framesOf(error.stack),
    ...(inner !== undefined && depth < 3 ? { cause: errorForLog(inner, depth + 1) } : {}),
  }
}
