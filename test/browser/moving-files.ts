import { checkPackage } from '../../src/platform/moving/package/check.ts'
import { writePackageFile } from '../../src/platform/moving/package/write.ts'
import { residentMove } from '../../src/systems/resident-records/moving.ts'
import { sampleIndividualNumber, sampleResidentCode } from '../../src/systems/resident-records/sample.ts'

const layout = checkPackage(residentMove.layout)

/** Far from the sample's own numbers, so that no one has two. */
const offset = 500_000

const file = (id: string, rows: readonly (readonly string[])[]): Buffer => {
  const of = layout.files.find(one => one.id === id)
  if (!of) throw new Error(id)
  return writePackageFile(of, rows)
}

/**
 * An old system's export with invented people.
 * @param damaged with an unknown code, a character outside the set, a change of nobody and a day that does not exist
 */
export const residentFiles = (damaged: boolean): readonly { readonly name: string; readonly bytes: Buffer }[] => {
  const people = [1, 2, 3].map(at => [
    `MI${String(at).padStart(8, '0')}`,
    '1',
    '1',
    at === 2 ? '髙﨑' : '見本',
    ['太郎', '花子', '一郎'][at - 1] ?? '',
    'ミホン　タロウ',
    damaged && at === 3 ? '3630230' : '3500401',
    damaged && at === 1 ? '7' : '1',
    'MS000001',
    at === 1 ? '世帯主' : '子',
    '宮城県仙台市青葉区本町三丁目8番1号',
    '4260401',
    '01',
    sampleResidentCode(offset + at),
    sampleIndividualNumber(offset + at),
    at === 3 ? '5090331' : '0000000',
  ])
  const changes = people.map(row => [
    row[0] ?? '',
    '1',
    '01',
    '4260401',
    '4260401',
    '4260401',
    `${row[3]}　${row[4]}`,
    row[10] ?? '',
  ])
  return [
    {
      name: 'SETAI_01.csv',
      bytes: file('household', [['MS000001', '見本　太郎', '宮城県仙台市青葉区本町三丁目8番1号', '980-8570']]),
    },
    { name: 'JUMIN_01.csv', bytes: file('person', people) },
    {
      name: 'IDO_01.txt',
      bytes: file(
        'change',
        damaged ? [...changes, ['MI99999999', '1', '01', '4260401', '0000000', '0000000', '', '']] : changes,
      ),
    },
  ]
}
