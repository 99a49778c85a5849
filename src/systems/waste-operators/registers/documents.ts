import type { Condition } from '../../../base/condition.ts'
import type { DocumentDefinition, DocumentLine } from '../../../platform/registers/definition.ts'
import type { WasteConfiguration } from '../configuration.ts'
import { permitKinds } from './kinds.ts'

const text = (line: string, align: 'left' | 'center' | 'right' = 'left'): DocumentLine => ({
  kind: 'text',
  text: line,
  align,
})
const gap = (lines = 1): DocumentLine => ({ kind: 'space', lines })

/** 教示: how the holder may object. Periods of 行政不服審査法 and 行政事件訴訟法 as amended in 2016; confirm before real use. */
const objection: readonly DocumentLine[] = [
  gap(),
  text(
    '（教示）この処分に不服があるときは、この処分があったことを知った日の翌日から起算して3か月以内に審査請求を、6か月以内に処分の取消しの訴えを提起することができます。',
  ),
]

/** Letters of one permit. They print what the record says after 決裁; wording is the office's to confirm (様式 in the region's rules). */
export const permitDocuments = ({ documentSign, authority }: WasteConfiguration): readonly DocumentDefinition[] => {
  const number = `（${documentSign}）指令第{number}号`
  // A permit of another authority is on record, but its letters are not ours to print.
  const ours: Condition = { equal: [{ field: 'authority' }, { value: authority }] }
  const notice = (
    id: string,
    ja: string,
    en: string,
    when: Condition,
    body: readonly DocumentLine[],
  ): DocumentDefinition => ({
    id,
    title: { ja, en },
    number,
    when: { all: [ours, when] },
    lines: [
      text(number, 'right'),
      text('{today}', 'right'),
      gap(),
      text('{holderAddress}'),
      text('{holder}　様'),
      gap(),
      { kind: 'issuer' },
      gap(),
      { kind: 'heading', text: ja },
      gap(),
      ...body,
    ],
  })
  const certificate = (id: string, ja: string, en: string, heading: string, special: boolean): DocumentDefinition => ({
    id,
    title: { ja, en },
    number,
    when: {
      all: [
        ours,
        { oneOf: [{ field: 'kind' }, permitKinds.filter(kind => kind.special === special).map(({ code }) => code)] },
        { not: { filled: 'revokedOn' } },
        { not: { filled: 'abolishedOn' } },
        { not: { equal: [{ field: 'renewalDecision' }, { value: 'refused' }] } },
      ],
    },
    lines: [
      text('許可番号　第{permitNumber}号', 'right'),
      { kind: 'heading', text: heading },
      gap(),
      text('住所　{holderAddress}'),
      text('氏名　{holder}'),
      gap(),
      text('廃棄物の処理及び清掃に関する法律の規定により、許可を受けた者であることを証する。'),
      gap(),
      { kind: 'issuer' },
      gap(),
      text('許可の年月日　{grantedOn}'),
      text('許可の有効年月日　{expiresOn}'),
      gap(),
      text('1　事業の範囲'),
      { kind: 'fields', of: ['kind', 'wastes', 'including'] },
      text('2　事業の用に供する施設・積替え又は保管'),
      { kind: 'fields', of: ['storage'] },
      text('3　許可の条件'),
      { kind: 'fields', of: ['limits'] },
      text('4　許可の更新又は変更の状況'),
      { kind: 'fields', of: ['firstGrantedOn', 'earlierPeriods', 'excellent'] },
    ],
  })
  return [
    certificate('certificate', '許可証', 'Certificate', '産業廃棄物処理業許可証', false),
    certificate(
      'special_certificate',
      '許可証（特別管理産業廃棄物）',
      'Certificate, specially controlled waste',
      '特別管理産業廃棄物処理業許可証',
      true,
    ),
    notice(
      'renewal',
      '更新許可通知書',
      'Notice of renewal',
      { equal: [{ field: 'renewalDecision' }, { value: 'granted' }] },
      [
        text('申請のあった許可の更新については、次のとおり許可します。'),
        { kind: 'fields', of: ['permitNumber', 'kind', 'grantedOn', 'expiresOn', 'excellent', 'limits'] },
      ],
    ),
    notice(
      'refusal',
      '不許可通知書',
      'Notice of refusal',
      { equal: [{ field: 'renewalDecision' }, { value: 'refused' }] },
      [
        text('申請のあった許可の更新については、次の理由により許可しないこととしたので通知します。'),
        { kind: 'fields', of: ['permitNumber', 'kind', 'renewalReceivedOn', 'renewalDecidedOn', 'refusalReason'] },
        ...objection,
      ],
    ),
    notice('suspension', '事業停止命令書', 'Order of suspension', { filled: 'suspendedFrom' }, [
      text(
        '廃棄物の処理及び清掃に関する法律第14条の3（第14条の6において準用する場合を含む。）の規定により、次のとおり事業の停止を命じます。',
      ),
      {
        kind: 'fields',
        of: ['permitNumber', 'kind', 'suspendedFrom', 'suspendedTo', 'suspensionExtent', 'suspensionDetail'],
      },
      text('理由　{reason}'),
      ...objection,
    ]),
    notice('revocation', '許可取消通知書', 'Notice of revocation', { filled: 'revokedOn' }, [
      text(
        '廃棄物の処理及び清掃に関する法律第14条の3の2（第14条の6において準用する場合を含む。）の規定により、次の許可を取り消したので通知します。',
      ),
      { kind: 'fields', of: ['permitNumber', 'kind', 'revokedOn', 'revocationReason'] },
      ...objection,
    ]),
  ]
}
