import { expect, test } from 'vitest'
import { OperatorError } from '../base/problem.ts'
import { sentenceOf } from './terminal.ts'

const failed = (code: string, more: object = {}) =>
  Object.assign(new Error('in the words of a library'), { code }, more)

test.each([
  [new OperatorError('Say which.'), /^Say which\.$/],
  [failed('ENOSPC', { path: '/data/x' }), /^\/data\/x: the disk is full\.$/],
  // What a command meets half-way, from PostgreSQL and from the driver.
  [failed('53100'), /database is full: make room/],
  [failed('ENOSPC'), /database is full: make room/],
  [failed('CONNECTION_CLOSED'), /may have been done or not/],
  [failed('57P03'), /does not answer/],
])('%s is told in one sentence', (error, sentence) => expect(sentenceOf(error)).toMatch(sentence))

test.each([new Error('ours'), failed('23505'), failed('ENOENT', { path: '/x' }), 'text', undefined])(
  '%s is our own mistake and keeps its stack',
  error => expect(sentenceOf(error)).toBeUndefined(),
)
