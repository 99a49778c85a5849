import type { Condition } from '../../../base/condition.ts'
import { defineRegister, type RecordRule } from '../../../platform/registers/definition.ts'
import type { Choice } from '../../../platform/registers/field.ts'
import { authorities, otherAuthority } from '../codes/authorities.ts'
import { wasteChoices, wasteFlags } from '../codes/wastes.ts'
import { type WasteConfiguration, windowChoices } from '../configuration.ts'
import { permitDocuments } from './documents.ts'
import { permitKindChoices, transshipmentKinds } from './kinds.ts'

export const authorityChoices: readonly Choice[] = [...authorities, otherAuthority].map(({ code, name }) => ({
  code,
  label: name,
}))

const renewalDecisions: readonly Choice[] = [
  { code: 'pending', label: { ja: '審査中', en: 'Pending' } },
  { code: 'granted', label: { ja: '許可', en: 'Granted' } },
  { code: 'refused', label: { ja: '不許可', en: 'Refused' } },
]

export const suspensionExtents: readonly Choice[] = [
  { code: 'whole', label: { ja: '全部停止', en: 'Whole' } },
  { code: 'part', label: { ja: '一部停止', en: 'Part' } },
]

const hasTransshipment: Condition = { oneOf: [{ field: 'kind' }, transshipmentKinds] }

/** `later` is not before `earlier`, where both are there. */
const notBefore = (later: string, earlier: string, ja: string, en: string): RecordRule => ({
  field: later,
  holds: {
    any: [
      { not: { filled: later } },
      { not: { filled: earlier } },
      { lessOrEqual: [{ field: earlier }, { field: later }] },
    ],
  },
  message: { ja, en },
})

/** `needed` is filled in when `given` is. */
const together = (given: string, needed: string, ja: string, en: string): RecordRule => ({
  field: needed,
  holds: { any: [{ not: { filled: given } }, { filled: needed }] },
  message: { ja, en },
})

const rules: readonly RecordRule[] = [
  notBefore(
    'expiresOn',
    'grantedOn',
    '許可期限は許可年月日より後の日にしてください。',
    'The permit must end after the day it was granted.',
  ),
  notBefore(
    'grantedOn',
    'firstGrantedOn',
    '許可年月日は当初許可年月日以後の日にしてください。',
    'The permit cannot be older than its first grant.',
  ),
  notBefore(
    'renewalDecidedOn',
    'renewalReceivedOn',
    '更新の処分日は受付日以後の日にしてください。',
    'The renewal is decided after it was received.',
  ),
  notBefore(
    'suspendedTo',
    'suspendedFrom',
    '停止期間の終わりは始まり以後の日にしてください。',
    'The suspension ends after it begins.',
  ),
  together('suspendedFrom', 'suspendedTo', '停止期間の終わりを入力してください。', 'Enter the end of the suspension.'),
  together('suspendedFrom', 'suspensionExtent', '停止の範囲を選んでください。', 'Choose what is suspended.'),
  together(
    'renewalReceivedOn',
    'renewalDecision',
    '更新申請の状態を選んでください。',
    'Choose the state of the renewal.',
  ),
  together('revokedOn', 'revocationReason', '取消しの理由を入力してください。', 'Enter the reason of the revocation.'),
  {
    field: 'renewalDecidedOn',
    holds: {
      any: [{ filled: 'renewalDecidedOn' }, { not: { oneOf: [{ field: 'renewalDecision' }, ['granted', 'refused']] } }],
    },
    message: { ja: '更新の処分日を入力してください。', en: 'Enter the day of the decision on the renewal.' },
  },
]

/**
 * One permit (許可). Name and address of the holder are kept as the certificate prints them: a change of name is a rewriting
 * of the certificate, and the list is searched by them. The register answers "valid on that day?" from its own dates:
 * earlier periods and suspensions stay in the record, and each correction of them is in its history.
 */
export const permit = (configuration: WasteConfiguration) =>
  defineRegister({
    id: 'waste_permit',
    title: { ja: '産業廃棄物処理業許可', en: 'Waste treatment permits' },
    description: {
      ja: '産業廃棄物処理業の許可です。許可番号、業者の名前、業の種類、取り扱う廃棄物で調べられます。',
      en: 'Permits to carry or treat industrial waste. Search by number, name, kind of work or waste.',
    },
    fields: {
      permitNumber: {
        kind: 'code',
        code: 'wastePermitNumber',
        label: { ja: '許可番号', en: 'Permit number' },
        class: 'public',
        required: true,
        unique: true,
        help: {
          ja: '11桁です。旧様式の10桁の番号もそのまま入力できます。',
          en: '11 digits; the older form of 10 digits may be entered as it is.',
        },
      },
      tenDigits: {
        kind: 'yesNo',
        label: { ja: '許可証の番号は旧様式（10桁）', en: 'The certificate shows the older form (10 digits)' },
        class: 'public',
      },
      operator: {
        kind: 'reference',
        to: 'waste_operator',
        label: { ja: '処理業者', en: 'Operator' },
        class: 'public',
        required: true,
      },
      holder: {
        kind: 'text',
        maxLength: 120,
        label: { ja: '許可証の氏名又は名称', en: 'Holder' },
        class: 'public',
        required: true,
      },
      holderKana: {
        kind: 'kana',
        of: 'holder',
        label: { ja: '許可証の氏名又は名称（フリガナ）', en: 'Reading of the holder’s name' },
        class: 'public',
      },
      holderAddress: {
        kind: 'address',
        label: { ja: '許可証の住所', en: 'Holder’s address' },
        class: 'public',
        required: true,
      },
      authority: {
        kind: 'choice',
        of: authorityChoices,
        label: { ja: '許可主体', en: 'Issued by' },
        class: 'public',
        required: true,
      },
      kind: {
        kind: 'choice',
        of: permitKindChoices,
        label: { ja: '業の種類', en: 'Kind' },
        class: 'public',
        required: true,
      },
      wastes: { kind: 'choices', of: wasteChoices, label: { ja: '取り扱う廃棄物', en: 'Wastes' }, class: 'public' },
      including: { kind: 'choices', of: wasteFlags, label: { ja: '含むもの', en: 'Including' }, class: 'public' },
      limits: {
        kind: 'rows',
        label: { ja: '許可の条件・限定', en: 'Conditions and limits' },
        class: 'public',
        fields: {
          waste: {
            kind: 'choice',
            of: wasteChoices,
            label: { ja: '廃棄物', en: 'Waste' },
            help: { ja: '許可全体の条件では空けてください。', en: 'Leave empty for a condition on the whole permit.' },
          },
          condition: { kind: 'text', maxLength: 300, required: true, label: { ja: '条件・限定', en: 'Condition' } },
        },
      },
      storage: {
        kind: 'rows',
        label: { ja: '積替え・保管の場所', en: 'Transshipment and storage' },
        class: 'public',
        when: hasTransshipment,
        fields: {
          place: { kind: 'text', maxLength: 200, required: true, label: { ja: '所在地', en: 'Place' } },
          dailyOutflow: {
            kind: 'decimal',
            places: 3,
            trim: true,
            min: '0',
            unit: { ja: 'm³/日', en: 'm³/day' },
            label: { ja: '1日当たりの平均的な搬出量', en: 'Average daily outflow' },
          },
          cap: {
            kind: 'decimal',
            places: 3,
            trim: true,
            min: '0',
            unit: { ja: 'm³', en: 'm³' },
            label: { ja: '保管上限', en: 'Cap' },
          },
        },
      },
      office: {
        kind: 'choice',
        of: windowChoices(configuration),
        label: { ja: '窓口（保健所）', en: 'Office' },
        class: 'public',
        required: true,
      },
      firstGrantedOn: { kind: 'date', label: { ja: '当初許可年月日', en: 'First granted' }, class: 'public' },
      grantedOn: { kind: 'date', label: { ja: '許可年月日', en: 'Granted' }, class: 'public', required: true },
      expiresOn: {
        kind: 'date',
        label: { ja: '許可期限', en: 'Expires' },
        class: 'public',
        required: true,
        help: { ja: '許可の有効期間の満了日です。', en: 'The last day of the permit.' },
      },
      excellent: { kind: 'yesNo', label: { ja: '優良認定', en: 'Recognised as excellent' }, class: 'public' },
      earlierPeriods: {
        kind: 'rows',
        label: { ja: '従前の有効期間', en: 'Earlier periods' },
        class: 'public',
        fields: {
          grantedOn: { kind: 'date', required: true, label: { ja: '許可年月日', en: 'Granted' } },
          expiresOn: { kind: 'date', required: true, label: { ja: '許可期限', en: 'Expired' } },
          renewalReceivedOn: { kind: 'date', label: { ja: '更新申請の受付日', en: 'Renewal received' } },
          renewalDecidedOn: { kind: 'date', label: { ja: '更新の処分日', en: 'Renewal decided' } },
        },
      },
      renewalReceivedOn: {
        kind: 'date',
        label: { ja: '更新申請の受付日', en: 'Renewal received' },
        class: 'public',
        help: { ja: '郵送・電子申請では届いた日です。', en: 'The day on which it arrived.' },
      },
      renewalDecision: {
        kind: 'choice',
        of: renewalDecisions,
        label: { ja: '更新申請の状態', en: 'Renewal' },
        class: 'public',
      },
      renewalDecidedOn: { kind: 'date', label: { ja: '更新の処分日', en: 'Renewal decided' }, class: 'public' },
      refusalReason: {
        kind: 'longText',
        maxLength: 2000,
        label: { ja: '不許可の理由', en: 'Reason of the refusal' },
        when: { equal: [{ field: 'renewalDecision' }, { value: 'refused' }] },
      },
      suspendedFrom: { kind: 'date', label: { ja: '停止期間の始まり', en: 'Suspended from' }, class: 'public' },
      suspendedTo: { kind: 'date', label: { ja: '停止期間の終わり', en: 'Suspended to' }, class: 'public' },
      suspensionExtent: {
        kind: 'choice',
        of: suspensionExtents,
        label: { ja: '停止の範囲', en: 'Suspended' },
        class: 'public',
      },
      suspensionDetail: {
        kind: 'text',
        maxLength: 300,
        label: { ja: '停止の内容', en: 'What is suspended' },
        class: 'public',
      },
      earlierSuspensions: {
        kind: 'rows',
        label: { ja: '過去の事業停止', en: 'Earlier suspensions' },
        class: 'public',
        fields: {
          from: { kind: 'date', required: true, label: { ja: '始まり', en: 'From' } },
          to: { kind: 'date', required: true, label: { ja: '終わり', en: 'To' } },
          extent: { kind: 'choice', of: suspensionExtents, required: true, label: { ja: '範囲', en: 'Extent' } },
        },
      },
      revokedOn: { kind: 'date', label: { ja: '許可取消年月日', en: 'Revoked' }, class: 'public' },
      revocationReason: {
        kind: 'longText',
        maxLength: 2000,
        label: { ja: '取消しの理由', en: 'Reason of the revocation' },
      },
      abolishedOn: { kind: 'date', label: { ja: '廃止年月日', en: 'Given up' }, class: 'public' },
      note: { kind: 'longText', maxLength: 2000, label: { ja: '備考', en: 'Notes' } },
    },
    naming: ['permitNumber', 'holder'],
    // The holder first: it heads the cards on a phone, and is what residents look for.
    list: ['holder', 'permitNumber', 'kind', 'authority', 'expiresOn', 'excellent', 'holderAddress'],
    // Name and address of the holder stand in the permit itself, as its certificate prints them (see above); they are also
    // how it is found, since a list searches its own records only and never through a reference.
    search: ['permitNumber', 'holder', 'holderKana', 'holderAddress'],
    filters: [
      'holderAddress',
      'kind',
      'wastes',
      'including',
      'authority',
      'excellent',
      'office',
      'expiresOn',
      'renewalDecision',
    ],
    // By the reading first: residents look for a name, and 五十音順 is how Japanese lists of names are read.
    sort: ['holderKana', 'permitNumber', 'expiresOn', 'grantedOn', 'holder'],
    heldBy: 'office',
    rules,
    publish: {
      path: '/waste/permits',
      license: 'CC BY 4.0',
      keywords: [
        { ja: '産業廃棄物', en: 'industrial waste' },
        { ja: '許可', en: 'permits' },
      ],
    },
    approval: { operations: ['create', 'change', 'remove'], expiresAfterDays: 30 },
    documents: permitDocuments(configuration),
    sections: [
      {
        title: { ja: '許可', en: 'Permit' },
        fields: [
          'permitNumber',
          'tenDigits',
          'authority',
          'kind',
          'operator',
          'holder',
          'holderKana',
          'holderAddress',
          'office',
        ],
      },
      { title: { ja: '事業の範囲', en: 'Scope' }, fields: ['wastes', 'including', 'limits', 'storage'] },
      {
        title: { ja: '有効期間', en: 'Validity' },
        fields: ['firstGrantedOn', 'grantedOn', 'expiresOn', 'excellent', 'earlierPeriods'],
      },
      {
        title: { ja: '更新', en: 'Renewal' },
        folded: true,
        fields: ['renewalReceivedOn', 'renewalDecision', 'renewalDecidedOn', 'refusalReason'],
      },
      {
        title: { ja: '停止・取消し・廃止', en: 'Suspension, revocation, end' },
        folded: true,
        fields: [
          'suspendedFrom',
          'suspendedTo',
          'suspensionExtent',
          'suspensionDetail',
          'earlierSuspensions',
          'revokedOn',
          'revocationReason',
          'abolishedOn',
        ],
      },
      { title: { ja: 'その他', en: 'Other' }, fields: ['note'] },
    ],
  })
