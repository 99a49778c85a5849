import type { Bilingual } from '../../../base/bilingual.ts'
import { municipalitiesOn, type RegionDefinition } from '../../../platform/region.ts'
import type { LayoutDefinition, LayoutRecord } from '../../../platform/registers/import/layout.ts'
import { type WasteConfiguration, windowOf } from '../configuration.ts'
import { presentOperators } from './present.ts'
import { type Municipalities, otherStyle, readSanpaiKun, sanpaiKunColumns } from './sanpai-kun.ts'
import { sanpaiKunRow, sanpaiKunWriting } from './write.ts'

const styleNotice = (columns: readonly string[]): Bilingual => ({
  ja: `${columns.join('、')}の書き方が、このシステムが出力する形（2021/04/01、有・無、収運など）と違います。値はそのまま取り込みますが、出力したファイルの書き方はこのファイルと同じにはなりません。`,
  en: `${columns.join(', ')}: written in another way than an export writes (2021/04/01, 有 and 無, 収運 and so on). The values are taken over as they are; a file that is exported will not look like this one.`,
})

/**
 * The layout of さんぱいくん on the pages of import and export: one row is a permit and its operator. Rows are read one by one, so that
 * each problem and repair stands at the row of the file, blank rows or not. The wastes of a permit are not in the layout:
 * they stay as they are.
 */
export const sanpaiKunLayout = (
  configuration: WasteConfiguration,
  region: RegionDefinition,
  today: () => string,
): LayoutDefinition => {
  const municipalities = (): Municipalities => ({
    prefecture: region.prefecture.name.ja,
    list: municipalitiesOn(region, today()).map(({ code, name }) => ({ code, name: name.ja })),
  })
  return {
    id: 'sanpai-kun',
    title: { ja: 'さんぱいくん（産廃情報ネット）のCSV', en: 'CSV of さんぱいくん' },
    description: {
      ja: `見出しは${sanpaiKunColumns.join('、')}です。1行から、処理業者と許可の両方を取り込みます。`,
      en: 'One row is a permit and its operator.',
    },
    registers: ['waste_operator', 'waste_permit'],
    read: rows => {
      const places = municipalities()
      const [heading, ...body] = rows
      const headings = heading?.cells ?? []
      // A wrong heading is told once and not for every row.
      const whole = readSanpaiKun([headings], places)
      if (whole.problems.length) return { records: [], problems: whole.problems, repairs: [] }
      const read = body.map(({ row, cells }) => ({ row, ...readSanpaiKun([headings, cells], places) }))
      const placed = read.flatMap(({ row, records }) => records.map(record => ({ row, record })))
      const present = presentOperators(placed)
      const styled = body.flatMap(({ cells }, at) => (read[at]?.records ?? []).flatMap(otherStyle(cells, places)))
      return {
        records: [
          ...present.operators.map(
            ({ row, record }): LayoutRecord => ({ register: 'waste_operator', row, values: record.operator }),
          ),
          ...placed.map(
            ({ row, record: { operator, permit } }): LayoutRecord => ({
              register: 'waste_permit',
              row,
              values: { ...permit, office: windowOf(configuration, operator.address.municipality).id },
              references: { operator: operator.operatorNumber },
              // The row has the operator's present name and place. A permit keeps those of its certificate, and the office
              // that handles it, until it is granted anew.
              first: { fields: ['holder', 'holderAddress', 'office'], unless: ['grantedOn'] },
            }),
          ),
        ],
        problems: read.flatMap(({ row, problems }) => problems.map(problem => ({ ...problem, row }))),
        repairs: [
          ...read.flatMap(({ row, repairs }) => repairs.map(repair => ({ ...repair, row }))),
          ...present.repairs,
        ],
        notices: styled.length ? [styleNotice([...new Set(styled)])] : [],
      }
    },
    writing: {
      ...sanpaiKunWriting,
      row: (permit, { operator }) => sanpaiKunRow(permit, operator ?? null, municipalities()),
    },
  }
}
