import { bad, good, type Problem, type Result } from '../../../base/problem.ts'
import type { AddressValue, RecordValues } from '../../../platform/registers/field.ts'
import type { LayoutWriting } from '../../../platform/registers/import/layout.ts'
import { authorities } from '../codes/authorities.ts'
import { findPermitKind } from '../registers/kinds.ts'
import { type Municipalities, sanpaiKunColumns, writeSanpaiKunRow } from './sanpai-kun.ts'

type Column = (typeof sanpaiKunColumns)[number]

/** What the layout needs of each register; CP932, although the site calls its files UTF-8. */
export const sanpaiKunWriting: Omit<LayoutWriting, 'row'> = {
  register: 'waste_permit',
  encoding: 'cp932',
  headings: sanpaiKunColumns,
  fields: {
    waste_permit: ['permitNumber', 'tenDigits', 'operator', 'authority', 'kind', 'grantedOn', 'expiresOn', 'excellent'],
    waste_operator: ['operatorNumber', 'name', 'address'],
  },
  references: ['operator'],
}

const textOf = (value: RecordValues[string] | undefined): string => (typeof value === 'string' ? value : '')

const addressOf = (value: RecordValues[string] | undefined): AddressValue | null =>
  typeof value === 'object' && value !== null && 'municipality' in value ? value : null

const missing = (column: Column, ja: string, en: string): Problem => ({ column, message: { ja, en } })

/**
 * A permit and its operator as a row. 業者名 and 所在地 are the operator's: the national list has one name for an operator,
 * while the certificate keeps the name under which it was granted until it is rewritten.
 */
export const sanpaiKunRow = (
  permit: RecordValues,
  operator: RecordValues | null,
  municipalities: Municipalities,
): Result<readonly string[]> => {
  const permitNumber = textOf(permit['permitNumber'])
  if (!operator)
    return bad(
      {
        ja: '許可の処理業者の記録がありません（削除されたか、他の団体の記録です）。許可に処理業者を入れてください。',
        en: 'The permit’s operator has no record here (removed, or of another body). Enter the operator in the permit.',
      },
      { column: '業者名', value: permitNumber },
    )
  const address = addressOf(operator['address'])
  const authority = textOf(permit['authority'])
  const kind = textOf(permit['kind'])
  const [grantedOn, expiresOn] = [textOf(permit['grantedOn']), textOf(permit['expiresOn'])]
  const problems = [
    ...(address ? [] : [missing('所在地', '処理業者の所在地がありません。', 'The operator has no address.')]),
    ...(authorities.some(({ code }) => code === authority)
      ? []
      : [
          missing(
            '許可主体',
            '「その他」の許可主体は、この形では名前を書けません。許可主体を選び直すか、一覧を絞り込んでください。',
            'An authority entered as “other” has no name in this layout. Choose the authority, or filter the list.',
          ),
        ]),
    ...(findPermitKind(kind) ? [] : [missing('業の区分', '業の種類がありません。', 'The kind of work is missing.')]),
    ...(grantedOn && expiresOn
      ? []
      : [missing('許可期限年月日', '許可の期間がありません。', 'The period is missing.')]),
  ].map(problem => ({ ...problem, value: permitNumber }))
  if (problems.length || !address) return { ok: false, problems }
  const name = textOf(operator['name'])
  return good(
    writeSanpaiKunRow(
      {
        operator: { operatorNumber: textOf(operator['operatorNumber']), name, address },
        permit: {
          permitNumber,
          tenDigits: permit['tenDigits'] === true,
          holder: name,
          holderAddress: address,
          authority,
          kind,
          grantedOn,
          expiresOn,
          excellent: permit['excellent'] === true,
        },
        authorityName: '',
      },
      municipalities,
    ),
  )
}
