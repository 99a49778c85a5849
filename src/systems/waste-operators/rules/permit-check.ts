import type { Problem } from '../../../base/problem.ts'
import type { RecordValues } from '../../../platform/registers/field.ts'
import { authorityChoiceOf, authorityName } from '../codes/authorities.ts'
import { partsOfPermitNumber } from '../codes/permit-number.ts'
import { findWaste } from '../codes/wastes.ts'
import { findPermitKind } from '../registers/kinds.ts'
import { overStorageCap, storageCap } from './storage.ts'

/**
 * What the parts of a permit's number say against the record's other fields, and its wastes against its kind. Conditions
 * of a definition compare whole values and cannot look into a number, so that this stands here.
 */
export const permitProblems = (values: Partial<RecordValues>, operatorNumber: string | null): readonly Problem[] => {
  const problems: Problem[] = []
  const number = values['permitNumber']
  const kind = findPermitKind(String(values['kind'] ?? ''))
  if (typeof number === 'string' && number !== '') {
    const parts = partsOfPermitNumber(number)
    const authority = authorityChoiceOf(parts.authority)
    if (authority !== values['authority'])
      problems.push({
        field: 'authority',
        message: {
          ja: `許可番号の先頭3桁は「${parts.authority}」（${authorityName(parts.authority).ja}）です。許可主体と合いません。`,
          en: `The number begins with ${parts.authority} (${authorityName(parts.authority).en}), which is another authority.`,
        },
      })
    const said = findPermitKind(parts.kind)
    if (kind && said && said !== kind)
      problems.push({
        field: 'kind',
        message: {
          ja: `許可番号の4桁目「${parts.kind}」は「${said.label.ja}」です。業の種類と合いません。`,
          en: `The fourth digit ${parts.kind} says “${said.label.en}”, which is another kind.`,
        },
      })
    if (operatorNumber !== null && parts.operator !== operatorNumber)
      problems.push({
        field: 'operator',
        message: {
          ja: `許可番号の下6桁「${parts.operator}」が、この業者の固有番号「${operatorNumber}」と違います。`,
          en: `The last six digits ${parts.operator} are not this operator’s number ${operatorNumber}.`,
        },
      })
  }
  const wastes = Array.isArray(values['wastes']) ? values['wastes'].map(String) : []
  const wrong = kind ? wastes.filter(code => (findWaste(code)?.group === 'specially-controlled') !== kind.special) : []
  if (kind && wrong.length > 0)
    problems.push({
      field: 'wastes',
      message: {
        ja: `「${kind.label.ja}」の許可では取り扱えない廃棄物です: ${wrong.map(code => findWaste(code)?.name.ja ?? code).join('、')}`,
        en: `A permit of this kind cannot name: ${wrong.map(code => findWaste(code)?.name.en ?? code).join(', ')}`,
      },
    })
  const storage = Array.isArray(values['storage']) ? values['storage'] : []
  storage.forEach((row: unknown, index) => {
    const { cap, dailyOutflow } = row as { cap?: unknown; dailyOutflow?: unknown }
    if (typeof cap === 'string' && typeof dailyOutflow === 'string' && overStorageCap(cap, dailyOutflow))
      problems.push({
        field: `storage.${index}.cap`,
        message: {
          ja: `保管上限は1日の平均搬出量の7日分（${storageCap(dailyOutflow)} m³）までです。`,
          en: `The cap may be seven days of the average outflow (${storageCap(dailyOutflow)} m³) at most.`,
        },
      })
  })
  return problems
}
