import { expect, test } from 'vitest'
import { errorForLog } from '../../src/base/error-log.ts'
import { ConflictError, InputError } from '../../src/base/problem.ts'
import { makeLogger } from '../../src/platform/logging.ts'

const databaseError = (code: string, message: string) =>
  Object.assign(new Error(message), {
    name: 'PostgresError',
    code,
    detail: 'Failing row contains (1, 見本 花子).',
    where: 'unnamed portal parameter $1 = 見本 花子',
    hint: '見本 花子',
    internal_query: 'select 見本 花子',
    table_name: 'club',
    constraint_name: 'club_key',
    parameters: ['見本 花子'],
  })

test.each(['22P02', '22001', '23505', '23514', '23502', '22021'])(
  'a database error %s says where and never what',
  code => {
    const shown = JSON.stringify(errorForLog(databaseError(code, 'invalid input syntax for type date: "見本 花子"')))
    expect(shown).not.toContain('花子')
    expect(shown).toContain(code)
    expect(shown).toContain('club_key')
    expect(shown).toContain('error-log.test.ts')
  },
)

test('other database errors keep their words, without details', () => {
  const shown = JSON.stringify(errorForLog(databaseError('57014', 'canceling statement due to timeout')))
  expect(shown).toContain('canceling statement')
  expect(shown).not.toContain('花子')
})

test('errors about inputs keep their name only', () => {
  const words = { ja: '見本 花子', en: 'Sample Hanako' }
  for (const error of [new InputError([{ field: 'name', message: words }]), new ConflictError(words)]) {
    const shown = JSON.stringify(errorForLog(error))
    expect(shown).not.toMatch(/花子|Hanako/)
    expect(shown).toContain(error.name)
  }
  const wrapped = new Error('job failed', { cause: databaseError('23505', 'Key (name)=(見本 花子)') })
  expect(JSON.stringify(errorForLog(wrapped))).toMatch(/job failed.*23505/)
  expect(JSON.stringify(errorForLog(wrapped))).not.toContain('花子')
})

test('a circle of causes ends', () => {
  const error = new Error('round')
  error.cause = error
  expect(JSON.stringify(errorForLog(error)).length).toBeLessThan(20_000)
})

test.each(['err', 'error'])('the logger writes an error under "%s" so', name => {
  const lines: string[] = []
  const logger = makeLogger('info', { write: (line: string) => void lines.push(line) })
  logger.error({ [name]: databaseError('23514', 'row (見本 花子)') }, 'failed')
  expect(lines.join('')).toContain('23514')
  expect(lines.join('')).not.toContain('花子')
})
