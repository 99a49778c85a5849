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

/** The frame of a notice: number, day, addressee, issuer and heading; the rest differs. */
const letters = ({ documentSign, authority }: WasteConfiguration, name: string, address: string) => {
  const number = `（${documentSign}）指令第{document.number}号`
  // What another authority decided is on record, but its letters are not ours to print.
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
      text('{document.day}', 'right'),
      gap(),
      text(`{${address}}`),
      text(`{${name}}　様`),
      gap(),
      { kind: 'issuer' },
      gap(),
      { kind: 'heading', text: ja },
      gap(),
      ...body,
    ],
  })
  return { number, ours, notice }
}

/** Orders print the article, the reason (行政手続法14条) and what is ordered from the action's own record. */
export const actionDocuments = (configuration: WasteConfiguration): readonly DocumentDefinition[] => {
  const { notice } = letters(configuration, 'operatorName', 'operatorAddress')
  const order = (id: string, kind: string, ja: string, en: string, told: string, of: readonly string[]) =>
    notice(id, ja, en, { equal: [{ field: 'kind' }, { value: kind }] }, [
      text(`{article}の規定により、次のとおり${told}。`),
      { kind: 'fields', of },
      text('理由　{reason}'),
      ...objection,
    ])
  return [
    order('improvement', 'improvement', '改善命令書', 'Order to improve', '改善を命じます', [
      'facility',
      'detail',
      'complianceDue',
    ]),
    order('measures', 'measures', '措置命令書', 'Order to take measures', '必要な措置を講ずることを命じます', [
      'facility',
      'detail',
      'complianceDue',
    ]),
    order(
      'facility_stop',
      'facility-stop',
      '施設使用停止命令書',
      'Order to stop a facility',
      '施設の使用の停止を命じます',
      ['facility', 'extent', 'detail', 'beginsOn', 'endsOn', 'days'],
    ),
    order(
      'facility_revocation',
      'facility-revocation',
      '施設設置許可取消通知書',
      'Notice of revocation of a facility’s permit',
      '産業廃棄物処理施設の設置の許可を取り消しました',
      ['facility', 'decidedOn'],
    ),
    order('suspension', 'suspension', '事業停止命令書', 'Order of suspension', '事業の停止を命じます', [
      'permit',
      'extent',
      'detail',
      'beginsOn',
      'endsOn',
      'days',
    ]),
  ]
}

interface Certificate {
  readonly id: string
  readonly ja: string
  readonly en: string
  /** Of the law on wastes. */
  readonly article: string
  readonly special: boolean
  readonly collection: boolean
}

/** The four certificates of the ministry's order (様式第七号, 第九号, 第十三号, 第十五号); numbers of the forms are from memory and not printed. */
const certificates: readonly Certificate[] = [
  {
    id: 'certificate',
    ja: '産業廃棄物収集運搬業許可証',
    en: 'Certificate, collection and transport',
    article: '第14条第1項',
    special: false,
    collection: true,
  },
  {
    id: 'disposal_certificate',
    ja: '産業廃棄物処分業許可証',
    en: 'Certificate, treatment and disposal',
    article: '第14条第6項',
    special: false,
    collection: false,
  },
  {
    id: 'special_certificate',
    ja: '特別管理産業廃棄物収集運搬業許可証',
    en: 'Certificate, collection and transport of specially controlled waste',
    article: '第14条の4第1項',
    special: true,
    collection: true,
  },
  {
    id: 'special_disposal_certificate',
    ja: '特別管理産業廃棄物処分業許可証',
    en: 'Certificate, treatment and disposal of specially controlled waste',
    article: '第14条の4第6項',
    special: true,
    collection: false,
  },
]

/** Letters of one permit. They print what the record says after 決裁; wording is the office's to confirm (様式 in the region's rules). */
export const permitDocuments = (configuration: WasteConfiguration): readonly DocumentDefinition[] => {
  const { number, ours, notice } = letters(configuration, 'holder', 'holderAddress')
  const certificate = ({ id, ja, en, article, special, collection }: Certificate): DocumentDefinition => ({
    id,
    title: { ja, en },
    number,
    when: {
      all: [
        ours,
        {
          oneOf: [
            { field: 'kind' },
            permitKinds
              .filter(kind => kind.special === special && (kind.work === 'collection') === collection)
              .map(({ code }) => code),
          ],
        },
        { not: { filled: 'revokedOn' } },
        { not: { filled: 'abolishedOn' } },
        { not: { equal: [{ field: 'renewalDecision' }, { value: 'refused' }] } },
      ],
    },
    lines: [
      text('許可番号　第{permitNumber}号', 'right'),
      { kind: 'heading', text: ja },
      gap(),
      text('住所　{holderAddress}'),
      text('氏名　{holder}'),
      gap(),
      text(`廃棄物の処理及び清掃に関する法律${article}の許可を受けた者であることを証する。`),
      gap(),
      { kind: 'issuer' },
      gap(),
      text('許可の年月日　{grantedOn}'),
      text('許可の有効年月日　{expiresOn}'),
      gap(),
      text('1　事業の範囲'),
      { kind: 'fields', of: ['kind', 'wastes', 'including'] },
      // Facilities are records of their own: their list is printed and attached.
      ...(collection
        ? [text('2　積替え又は保管を行うすべての場所'), { kind: 'fields', of: ['storage'] } as const]
        : [text('2　事業の用に供するすべての施設　別紙のとおり')]),
      text('3　許可の条件'),
      { kind: 'fields', of: ['limits'] },
      text('4　許可の更新又は変更の状況'),
      { kind: 'fields', of: ['firstGrantedOn', 'earlierPeriods', 'excellent'] },
    ],
  })
  return [
    ...certificates.map(certificate),
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
    notice('revocation', '許可取消通知書', 'Notice of revocation', { filled: 'revokedOn' }, [
      text(
        '廃棄物の処理及び清掃に関する法律第14条の3の2（第14条の6において準用する場合を含む。）の規定により、次の許可を取り消したので通知します。',
      ),
      { kind: 'fields', of: ['permitNumber', 'kind', 'revokedOn', 'revocationReason'] },
      ...objection,
    ]),
  ]
}
