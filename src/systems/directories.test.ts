import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { projectRoot } from '../base/root.ts'
import { region } from '../regions/miyagi/index.ts'
import { sampleNpos } from './npos/sample.ts'
import { samplePharmacies } from './pharmacies/sample.ts'

const linesOf = (system: string): number =>
  ['registers', 'choices', 'system']
    .map(
      name =>
        readFileSync(join(projectRoot, 'src/systems', system, `${name}.ts`), 'utf8')
          .trimEnd()
          .split('\n').length,
    )
    .reduce((sum, lines) => sum + lines, 0)

test.each(['npos', 'pharmacies'])('%s is declared in 150 lines', system => {
  expect(linesOf(system)).toBeLessThanOrEqual(150)
})

describe.each([
  ['pharmacies', samplePharmacies, 1100],
  ['npos', sampleNpos, 850],
] as const)('sample of %s', (_, make, count) => {
  const sample = make(region.sample)

  test('is invented, distinct and the same each time', () => {
    expect(sample).toHaveLength(count)
    expect(new Set(sample.map(({ name }) => name)).size).toBe(count)
    for (const { name } of sample) expect(name).toContain('見本')
    expect(make(region.sample)).toEqual(sample)
  })

  test('lies where people live: in Sendai more than a third, and in every municipality', () => {
    const codes = sample.map(({ address }) => address?.municipality ?? '')
    const sendai = codes.filter(code => code.startsWith('0410')).length
    expect(sendai / count).toBeGreaterThan(0.35)
    expect(sendai / count).toBeLessThan(0.6)
    // The smallest, of a thousand people, may have none.
    expect(new Set(codes).size).toBeGreaterThan(35)
  })
})
