import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../../test/platform/platform.ts'
import { encodeText } from '../../../base/csv/encode.ts'
import { fileOfBytes } from '../../../platform/registers/import/file.ts'
import { importLayout } from '../../../platform/registers/import/layout.ts'

let platform: TestPlatform
beforeAll(async () => {
  platform = await startTestPlatform()
})
afterAll(() => platform?.close())

const heading = '業者名,所在地,固有番号,許可番号,許可主体,業の区分,許可年月日,許可期限年月日,優良認定の有無'
const line = (name: string, expires: string) =>
  `${name},宮城県栗原市見本1-2,123456,00450123456,宮城県,特管収運,2026/04/01,${expires},無`
const bring = (...lines: string[]) => {
  const { services, layouts } = platform.built
  const layout = layouts.find(one => one.id === 'sanpai-kun')
  if (!layout) throw new Error('not wired')
  const { bytes } = encodeText([heading, ...lines, ''].join('\r\n'), 'cp932')
  return importLayout(services.registers, layout, services.systemAct('見本'), fileOfBytes('sanpai.csv', bytes))
}

test('one row becomes an operator and a permit that refers to it; the same file again changes nothing', async () => {
  const [operators, permits] = await bring(line('見本産業株式会社', '2031/03/31'))
  expect(operators?.problems).toEqual([])
  expect(permits?.problems).toEqual([])
  expect(operators).toMatchObject({ register: 'waste_operator', written: true, created: 1 })
  expect(permits).toMatchObject({ register: 'waste_permit', written: true, created: 1 })
  expect(await bring(line('見本産業株式会社', '2031/03/31'))).toMatchObject([{ unchanged: 1 }, { unchanged: 1 }])
  const { owner } = platform.test.database
  const [row] =
    await owner`select o.operator_number from register.waste_permit p join register.waste_operator o on o.id = p.operator`
  expect(row?.['operator_number']).toBe('123456')
})

test('a wrong row keeps the whole file out and is told with its row', async () => {
  const [operators, permits] = await bring('', line('見本産業株式会社', '2031/02/31'))
  expect([operators?.written, permits?.written]).toEqual([false, false])
  expect(permits?.problems).toMatchObject([{ row: 3, column: '許可期限年月日', value: '2031/02/31' }])
})
