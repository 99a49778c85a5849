import { expect, test } from 'vitest'
import { searchForm } from '../../src/base/text/fold.ts'
import type { Field } from '../../src/platform/registers/field.ts'
import { exampleContext, kindExamples } from '../../src/platform/registers/kinds/examples.ts'
import { fieldFromJson, readField } from '../../src/platform/registers/kinds/index.ts'
import { searchWords } from '../../src/platform/registers/search.ts'

// A regular expression that goes back over what it read takes hours for one form of two megabytes. A text of this length
// takes such a one seconds, and any other a few milliseconds.
const length = 100_000
const most = 1000
const pieces = [
  ' ',
  '\u3000',
  '\t',
  '\n',
  'a',
  '1',
  'あ',
  'ー',
  '々',
  '-',
  '.',
  '@',
  '/',
  ',',
  '1,',
  '(',
  '[',
  'ア-',
].concat([
  '1-',
  'a.',
  'a@',
  '月-',
  ' \u3000',
  '%',
  '丁目1',
  '{"a":',
  '9:00-',
  'か\u3099',
  '㈱',
  '\u0301',
  '葛\u{e0100}',
])
const textsOf = (length: number) =>
  pieces.flatMap(piece => {
    const long = piece.repeat(Math.floor(length / piece.length))
    return [long, `x${long}x\ny`, `https://a.example/${long}!`, `1${long}!`, `あ${long}\tあ`]
  })

// Short ones too: they pass the bounds of every kind, and a cubic expression shows there.
const texts = [90, 390, 1900, length].flatMap(textsOf)

/** Milliseconds that the processor worked for it: a machine that is busy with other things makes nothing slower. */
const costOf = (work: () => unknown): number => {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

const slow = (work: (text: string) => unknown): readonly string[] =>
  texts.flatMap(text => {
    const took = costOf(() => work(text))
    return took > most ? [`${JSON.stringify(text.slice(0, 24))} ${Math.round(took)} ms`] : []
  })

test('folding a long text for searches takes no time to speak of', () => {
  expect(slow(searchForm)).toEqual([])
  expect(slow(searchWords)).toEqual([])
})

test.each(Object.entries(kindExamples))('a field of kind %s reads a long text in no time', (_, examples) => {
  const field: Field = examples.field
  const parts = examples.good[0]?.texts.length ?? 1
  expect(
    slow(text =>
      readField(
        'one',
        field,
        Array.from({ length: parts }, () => text),
        exampleContext,
      ),
    ),
  ).toEqual([])
  expect(slow(text => fieldFromJson('one', field, text, exampleContext))).toEqual([])
})
