import { individualNumberCheckDigit, residentCodeCheckDigit } from '../../base/codes/personal-number.ts'
import { createRandom } from '../../base/random.ts'
import type { RegionSample } from '../../platform/region.ts'
import { loadSamples, type SampleValues, sampleId } from '../../platform/registers/sample.ts'
import type { Services } from '../../platform/services.ts'

const households = 60

/** Words that say that nobody is meant. */
const families = [
  ['見本', 'ミホン'],
  ['例示', 'レイジ'],
  ['架空', 'カクウ'],
  ['練習', 'レンシュウ'],
] as const
const given = [
  ['太郎', 'タロウ', '1'],
  ['花子', 'ハナコ', '2'],
  ['一郎', 'イチロウ', '1'],
  ['良子', 'リョウコ', '2'],
  ['三郎', 'サブロウ', '1'],
] as const
const relations = ['世帯主', '妻', '子', '子', '子']

/** Bodies of numbers that begin with 99 and count: valid check digits, and nobody's. */
export const sampleIndividualNumber = (index: number): string => {
  const body = `99${String(index).padStart(9, '0')}`
  return body + individualNumberCheckDigit(body)
}
export const sampleResidentCode = (index: number): string => {
  const body = `99${String(index).padStart(8, '0')}`
  return body + residentCodeCheckDigit(body)
}

/** Invented people; the same at each call. */
export const sampleResidents = (make: RegionSample): Readonly<Record<string, readonly SampleValues[]>> => {
  const [homes, people, changes]: [SampleValues[], SampleValues[], SampleValues[]] = [[], [], []]
  for (let home = 0; home < households; home += 1) {
    const random = createRandom(`resident household ${home}`)
    const { address } = make.place(random, make.municipality(random))
    const [family = '見本', familyKana = 'ミホン'] = families[home % families.length] ?? []
    const size = random.integer(1, given.length)
    homes.push({ number: `S${String(home + 1).padStart(6, '0')}`, head: `${family}　${given[0][0]}`, address })
    for (let member = 0; member < size; member += 1) {
      const index = people.length
      const [name = '太郎', kana = 'タロウ', sex = '1'] = given[member] ?? []
      const addressee = `900${String(index + 1).padStart(7, '0')}`
      const bornOn = `${member < 2 ? random.integer(1950, 1990) : random.integer(1995, 2020)}-0${random.integer(1, 9)}-${random.integer(10, 28)}`
      people.push({
        addressee,
        history: 1,
        name: `${family}　${name}`,
        nameShrunk: `${family}　${name}`,
        nameKana: `${familyKana}　${kana}`,
        bornOn,
        sex,
        household: sampleId('resident_household', home),
        relation: relations[member] ?? '同居人',
        address,
        residentSince: bornOn,
        state: 'present',
        residentCode: sampleResidentCode(index),
        individualNumber: sampleIndividualNumber(index),
        ...(index % 40 === 39 ? { protectedUntil: '2027-03-31' } : {}),
      })
      changes.push({
        addressee,
        history: 1,
        resident: sampleId('resident', index),
        event: 'born',
        happenedOn: bornOn,
        notifiedOn: bornOn,
        name: `${family}　${name}`,
        address,
      })
    }
  }
  return { resident_household: homes, resident: people, resident_change: changes }
}

export const loadResidents = (services: Services, progress: (done: number, total: number) => void): Promise<void> =>
  loadSamples(services, sampleResidents(services.region.sample), progress)
