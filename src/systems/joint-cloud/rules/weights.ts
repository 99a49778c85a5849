import type { Problem } from '../../../base/problem.ts'
import type { RecordCheck } from '../../../platform/registers/definition.ts'

const weightFields = ['equalWeight', 'populationWeight', 'useWeight'] as const

/** The three parts make 100 % together; told at each of them, since any may be the wrong one. */
export const groupProblems: RecordCheck = values => {
  const parts = weightFields.map(field => values[field])
  if (parts.some(part => typeof part !== 'number')) return []
  const sum = parts.reduce<number>((total, part) => total + Number(part), 0)
  if (sum === 100) return []
  return weightFields.map(
    (field): Problem => ({
      field,
      message: {
        ja: `均等割・人口割・利用割の合計を100％にしてください（いまは${sum}％です）。`,
        en: `The three parts must make 100 %; they make ${sum} %.`,
      },
    }),
  )
}
