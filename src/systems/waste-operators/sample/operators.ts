import { corporateNumberCheckDigit } from '../../../base/codes/corporate-number.ts'
import { createRandom } from '../../../base/random.ts'
import type { RecordValues } from '../../../platform/registers/field.ts'
import type { SampleMaker } from '../configuration.ts'
import type { operator } from '../registers/operator.ts'

export type OperatorValues = RecordValues<typeof operator.fields>

/** Real numbers of operators have not come near 900000, so that a sample number belongs to nobody. */
const firstNumber = 900_001

/** No registry office has the code 9999: the number is well formed and nobody's. */
const corporateNumberOf = (number: string): string => {
  const body = `999999${number}`
  return corporateNumberCheckDigit(body) + body
}

export const sampleOperators = (maker: SampleMaker, count: number): readonly OperatorValues[] => {
  const random = createRandom('waste/operators')
  return maker.names('waste/operators', count).map(({ name, kana }, index): OperatorValues => {
    const operatorNumber = String(firstNumber + index)
    return {
      operatorNumber,
      name,
      nameKana: kana,
      corporateNumber: random.chance(0.8) ? corporateNumberOf(operatorNumber) : null,
      address: maker.place(random).address,
      postcode: null,
      phone: maker.phone(index),
      email: random.chance(0.6) ? `gyosha-${operatorNumber}@mihon.example` : null,
      representative: maker.person(random).name,
      office: null,
      note: null,
    }
  })
}
