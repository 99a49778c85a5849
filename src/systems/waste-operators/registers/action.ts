import type { Condition } from '../../../base/condition.ts'
import { defineRegister } from '../../../platform/registers/definition.ts'
import type { Choice } from '../../../platform/registers/field.ts'
import { type WasteConfiguration, windowChoices } from '../configuration.ts'
import { actionDocuments } from './documents.ts'
import { hearingFields, hearingRules } from './hearing.ts'
import { authorityChoices, suspensionExtents } from './permit.ts'

/** 行政処分 and what goes before it. */
export interface ActionKind extends Choice {
  /** Orders and revocations are published; reports and inspections are not dispositions. */
  readonly published: boolean
}

export const actionKinds: readonly ActionKind[] = [
  { code: 'revocation', label: { ja: '許可の取消し', en: 'Revocation' }, published: true },
  { code: 'suspension', label: { ja: '事業の停止命令', en: 'Suspension' }, published: true },
  {
    code: 'facility-stop',
    label: { ja: '施設の使用停止命令', en: 'Stop of a facility' },
    published: true,
  },
  {
    code: 'facility-revocation',
    label: { ja: '施設の設置許可の取消し', en: 'Revocation of a facility’s permit' },
    published: true,
  },
  { code: 'improvement', label: { ja: '改善命令', en: 'Order to improve' }, published: true },
  { code: 'measures', label: { ja: '措置命令', en: 'Order to take measures' }, published: true },
  { code: 'report', label: { ja: '報告徴収', en: 'Demand for a report' }, published: false },
  { code: 'inspection', label: { ja: '立入検査', en: 'Inspection' }, published: false },
]

const dispositions = actionKinds.filter(({ published }) => published).map(({ code }) => code)

/** Those that take a use or a business away for a time. */
const stops: Condition = { oneOf: [{ field: 'kind' }, ['suspension', 'facility-stop']] }

/**
 * Disciplinary actions, also those of other authorities: a revocation elsewhere is the commonest reason for one here. The
 * operator's name is kept as published then.
 */
export const action = (configuration: WasteConfiguration) =>
  defineRegister({
    id: 'waste_action',
    title: { ja: '行政処分', en: 'Disciplinary actions' },
    description: {
      ja: '産業廃棄物処理業者などに対して行った行政処分です。',
      en: 'Orders and revocations against waste operators.',
    },
    fields: {
      operator: {
        kind: 'reference',
        to: 'waste_operator',
        label: { ja: '処理業者', en: 'Operator' },
        class: 'public',
        required: true,
      },
      operatorName: {
        kind: 'text',
        maxLength: 120,
        label: { ja: '処分を受けた者', en: 'Against' },
        class: 'public',
        required: true,
      },
      operatorAddress: {
        kind: 'address',
        label: { ja: '処分を受けた者の住所', en: 'Address' },
        class: 'public',
      },
      permit: { kind: 'reference', to: 'waste_permit', label: { ja: '対象の許可', en: 'Permit' }, class: 'public' },
      facility: {
        kind: 'reference',
        to: 'waste_facility',
        label: { ja: '対象の施設', en: 'Facility' },
        class: 'public',
      },
      authority: {
        kind: 'choice',
        of: authorityChoices,
        label: { ja: '処分をした行政庁', en: 'Authority' },
        class: 'public',
        required: true,
      },
      office: {
        kind: 'choice',
        of: windowChoices(configuration),
        label: { ja: '窓口（保健所）', en: 'Office' },
        class: 'public',
        help: { ja: '他の行政庁の処分では空けてください。', en: 'Leave empty for those of other authorities.' },
      },
      kind: {
        kind: 'choice',
        of: actionKinds.map(({ code, label }) => ({ code, label })),
        label: { ja: '処分の種類', en: 'Kind' },
        class: 'public',
        required: true,
      },
      article: {
        kind: 'text',
        maxLength: 80,
        label: { ja: '根拠条文', en: 'Article' },
        class: 'public',
        required: true,
      },
      decidedOn: { kind: 'date', label: { ja: '処分年月日', en: 'Decided' }, class: 'public', required: true },
      extent: {
        kind: 'choice',
        of: suspensionExtents,
        label: { ja: '停止の範囲', en: 'Extent' },
        class: 'public',
        when: stops,
      },
      days: {
        kind: 'integer',
        min: 1,
        max: 366,
        unit: { ja: '日間', en: 'days' },
        label: { ja: '停止日数', en: 'Days' },
        class: 'public',
        when: stops,
      },
      beginsOn: {
        kind: 'date',
        label: { ja: '停止期間の始まり', en: 'From' },
        class: 'public',
        when: stops,
      },
      endsOn: {
        kind: 'date',
        label: { ja: '停止期間の終わり', en: 'To' },
        class: 'public',
        when: stops,
      },
      detail: { kind: 'longText', maxLength: 2000, label: { ja: '処分の内容', en: 'Contents' }, class: 'public' },
      reason: {
        kind: 'longText',
        maxLength: 2000,
        label: { ja: '処分の理由', en: 'Reason' },
        class: 'public',
        required: true,
      },
      complianceDue: {
        kind: 'date',
        label: { ja: '履行期限', en: 'To be done by' },
        class: 'public',
        when: { oneOf: [{ field: 'kind' }, ['improvement', 'measures', 'report']] },
      },
      ...hearingFields,
      compliedOn: { kind: 'date', label: { ja: '履行を確認した日', en: 'Found done' }, class: 'internal' },
      checkedOn: {
        kind: 'date',
        label: { ja: '他の許可への影響を確認した日', en: 'Other permits checked' },
        class: 'internal',
        help: {
          ja: '入力すると、この取消しの警告が一覧から消えます。',
          en: 'Takes the alert of this revocation off the list.',
        },
        when: { equal: [{ field: 'kind' }, { value: 'revocation' }] },
      },
    },
    naming: ['operatorName', 'kind'],
    list: ['operatorName', 'kind', 'decidedOn', 'authority', 'days', 'article'],
    search: ['operatorName', 'reason', 'detail'],
    filters: ['kind', 'authority', 'office', 'operator', 'permit', 'facility', 'decidedOn'],
    sort: ['-decidedOn', 'operatorName'],
    heldBy: 'office',
    documents: actionDocuments(configuration),
    rules: [
      {
        field: 'endsOn',
        holds: {
          any: [{ not: { filled: 'beginsOn' } }, { lessOrEqual: [{ field: 'beginsOn' }, { field: 'endsOn' }] }],
        },
        message: { ja: '停止期間の終わりは始まり以後の日にしてください。', en: 'The period ends after it begins.' },
      },
      {
        field: 'extent',
        holds: { any: [{ not: stops }, { filled: 'extent' }] },
        message: { ja: '停止の範囲を選んでください。', en: 'Choose what is suspended.' },
      },
      ...hearingRules(configuration.authority),
    ],
    publish: {
      path: '/waste/actions',
      license: 'CC BY 4.0',
      when: { oneOf: [{ field: 'kind' }, dispositions] },
      keywords: [{ ja: '行政処分', en: 'disciplinary actions' }],
    },
    approval: { operations: ['create', 'change', 'remove'], expiresAfterDays: 30 },
  })
