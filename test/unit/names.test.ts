import { describe, expect, test } from 'vitest'
import { municipalities } from '../../src/regions/miyagi/municipalities.ts'
import { systems } from '../../src/systems/index.ts'
import { type Source, sourcesIn } from './sources.ts'

const isTest = ({ path }: Source): boolean => /\.test\.tsx?$|\/fixture\.ts$|\/examples\.ts$/.test(path)

describe('the platform', () => {
  const shared = [...sourcesIn('src/platform'), ...sourcesIn('src/web'), ...sourcesIn('src/ui')].filter(
    source => !isTest(source),
  )
  const words = [
    'Miyagi',
    '宮城',
    ...municipalities.map(one => one.name.ja).filter(name => name.length > 2),
    ...systems.flatMap(system => [system.id, ...system.registers.map(register => register.id)]),
  ]

  test('names no prefecture, municipality, system or register', () => {
    expect(shared.length).toBeGreaterThan(200)
    expect(words.length).toBeGreaterThan(40)
    // `waste_permit` as a word of its own, `permit` inside a longer one is no name.
    const found = shared.flatMap(({ path, text }) =>
      words.filter(word => new RegExp(`(?<![\\w-])${word}(?![\\w-])`).test(text)).map(word => `${path}: ${word}`),
    )
    expect(found).toEqual([])
  })
})

describe('habits', () => {
  const all = [...sourcesIn('src'), ...sourcesIn('test'), ...sourcesIn('bench')]

  /** What a reader must never have to wonder about. */
  const forbidden: readonly (readonly [string, RegExp])[] = [
    ['any', /(?::|<|\bas|\|)\s*any\b(?!\s*\w)/],
    ['a cast through unknown', /\bas unknown as\b/],
    ['a silenced compiler', /@ts-(?:ignore|expect-error|nocheck)/],
    ['a silenced linter', /biome-ignore(?!.*:\s*\S)/],
    ['a test that runs alone or not at all', /\b(?:test|it|describe)\.(?:only|skip|todo)\b/],
    ['a note for later', /\b(?:TODO|FIXME|XXX)\b/],
  ]
  const withoutThisFile = all.filter(({ path }) => path !== 'test/unit/names.test.ts')

  test.each(forbidden)('no %s', (_, form) => {
    const lines = withoutThisFile.flatMap(({ path, text }) =>
      text.split('\n').flatMap((line, index) => (form.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : [])),
    )
    expect(lines).toEqual([])
  })

  /** Tables that are read line by line, and what is to be split before it grows. */
  const longer: Readonly<Record<string, number>> = {
    'src/regions/miyagi/municipalities.ts': 450,
    'src/platform/registers/kinds/examples.ts': 500,
  }

  test('no file is longer than 400 lines, and half of them have at most 100', () => {
    const lengths = all.map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }))
    const long = lengths
      .filter(({ path, lines }) => lines > (longer[path] ?? 400))
      .map(({ path, lines }) => `${path}: ${lines}`)
    expect(long).toEqual([])
    const sorted = lengths.map(({ lines }) => lines).sort((a, b) => a - b)
    expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThanOrEqual(100)
  })
})
