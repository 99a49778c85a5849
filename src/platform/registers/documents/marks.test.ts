import { expect, test } from 'vitest'
import { nationalCodes } from '../../../base/codes/index.ts'
import { checkRegisters } from '../check.ts'
import { defineRegister } from '../definition.ts'
import { exampleContext } from '../kinds/examples.ts'
import { prepareRegister } from '../register.ts'
import { officialText } from './marks.ts'

test('a list of sub-records is a line for each, its days by era alone', () => {
  const definition = defineRegister({
    id: 'club_period',
    title: { ja: '期間', en: 'Period' },
    description: { ja: '見本', en: 'Sample' },
    fields: {
      number: { kind: 'text', required: true, unique: true, label: { ja: '番号', en: 'Number' } },
      periods: {
        kind: 'rows',
        label: { ja: '期間', en: 'Periods' },
        fields: {
          from: { kind: 'date', label: { ja: '始まり', en: 'From' } },
          to: { kind: 'date', label: { ja: '終わり', en: 'To' } },
        },
      },
    },
    naming: ['number'],
    list: ['number'],
    search: [],
    filters: [],
    sort: ['number'],
  })
  const [checked] = checkRegisters([definition], nationalCodes).values()
  if (!checked) throw new Error('none')
  const periods = [
    { from: '2016-11-24', to: '2021-11-23' },
    { from: '2021-11-24', to: null },
  ]
  expect(officialText(prepareRegister(checked).field('periods'), periods, exampleContext)).toBe(
    '始まり：平成28年11月24日、終わり：令和3年11月23日\n始まり：令和3年11月24日',
  )
})
