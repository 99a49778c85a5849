import type { Repair } from '../../../base/problem.ts'
import type { SanpaiKunRecord } from './sanpai-kun.ts'

interface Placed {
  readonly row: number
  readonly record: SanpaiKunRecord
}

const textOf = ({ name, address }: SanpaiKunRecord['operator']): string =>
  `${name}　${address.municipality}${address.town}${address.rest}`

/**
 * One operator of each number. A file has a row for each permit, and an operator that moved or changed its name may stand
 * there with the old one in the rows that were not touched since: the row of the newest permit counts (of several, the
 * later one in the file), and each row that says something else is told. Its permit keeps what its row says.
 */
export const presentOperators = (
  placed: readonly Placed[],
): { readonly operators: readonly Placed[]; readonly repairs: readonly (Repair & { readonly row: number })[] } => {
  const newest = new Map<string, Placed>()
  for (const one of placed) {
    const { operatorNumber } = one.record.operator
    const before = newest.get(operatorNumber)
    if (!before || before.record.permit.grantedOn <= one.record.permit.grantedOn) newest.set(operatorNumber, one)
  }
  const repairs = placed.flatMap(one => {
    const { operator } = one.record
    const counts = newest.get(operator.operatorNumber)
    if (!counts || textOf(counts.record.operator) === textOf(operator)) return []
    return [
      {
        row: one.row,
        column: '業者名',
        from: textOf(operator),
        to: textOf(counts.record.operator),
        message: {
          ja: `同じ固有番号の行（${counts.row}行目、許可年月日が新しいもの）と氏名又は所在地が違います。処理業者の今の氏名・所在地は${counts.row}行目のものにし、この許可にはこの行のものを残します。`,
          en: `Row ${counts.row}, a newer permit of the same operator, has another name or address: the operator gets that one, this permit keeps its own.`,
        },
      },
    ]
  })
  return { operators: [...newest.values()], repairs }
}
