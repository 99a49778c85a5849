import { defineRegister } from '../../../platform/registers/definition.ts'
import { wasteChoices } from '../codes/wastes.ts'
import { type WasteConfiguration, windowChoices } from '../configuration.ts'
import { facilityTypes, measureLabels } from '../rules/facility-types.ts'
import { suspensionExtents } from './permit.ts'

const measures = Object.entries(measureLabels).map(([code, label]) => ({ code, label }))

/** A facility that needs a permit of its own (15条, 施行令7条), with its place on the map. */
export const facility = (configuration: WasteConfiguration) =>
  defineRegister({
    id: 'waste_facility',
    title: { ja: '産業廃棄物処理施設', en: 'Waste treatment facilities' },
    description: {
      ja: '設置の許可を受けた産業廃棄物処理施設です。地図でも見られます。',
      en: 'Facilities with a permit, also on the map.',
    },
    fields: {
      name: { kind: 'text', maxLength: 120, label: { ja: '施設の名称', en: 'Name' }, class: 'public', required: true },
      operator: {
        kind: 'reference',
        to: 'waste_operator',
        label: { ja: '設置者', en: 'Operator' },
        class: 'public',
        required: true,
      },
      permit: {
        kind: 'reference',
        to: 'waste_permit',
        label: { ja: '処分業の許可', en: 'Permit to treat' },
        class: 'public',
        help: {
          ja: '自ら出した廃棄物だけを処理する施設では空けてください。',
          en: 'Leave empty where only own waste is treated.',
        },
      },
      type: {
        kind: 'choice',
        of: facilityTypes.map(({ code, item, label }) => ({
          code,
          label: { ja: `${item} ${label.ja}`, en: `${item} ${label.en}` },
        })),
        label: { ja: '施設の種類（施行令7条）', en: 'Type' },
        class: 'public',
        required: true,
      },
      wastes: { kind: 'choices', of: wasteChoices, label: { ja: '処理する廃棄物', en: 'Wastes' }, class: 'public' },
      capacity: {
        kind: 'decimal',
        places: 3,
        trim: true,
        min: '0',
        unitFrom: 'measure',
        label: { ja: '処理能力', en: 'Capacity' },
        class: 'public',
      },
      measure: {
        kind: 'choice',
        of: [...measures, { code: 'm3', label: { ja: 'm³（埋立容量）', en: 'm³ (landfill)' } }],
        label: { ja: '処理能力の単位', en: 'Unit' },
        class: 'public',
      },
      address: { kind: 'address', label: { ja: '設置場所', en: 'Address' }, class: 'public', required: true },
      point: { kind: 'point', label: { ja: '位置', en: 'Place' }, class: 'public' },
      office: {
        kind: 'choice',
        of: windowChoices(configuration),
        label: { ja: '窓口（保健所）', en: 'Office' },
        class: 'public',
        required: true,
      },
      permitText: {
        kind: 'text',
        maxLength: 60,
        label: { ja: '設置許可の番号', en: 'Number of the facility’s permit' },
        class: 'public',
      },
      permittedOn: { kind: 'date', label: { ja: '設置許可年月日', en: 'Permitted' }, class: 'public', required: true },
      inspectedOn: { kind: 'date', label: { ja: '使用前検査年月日', en: 'Inspected before use' }, class: 'public' },
      stoppedFrom: { kind: 'date', label: { ja: '使用停止の始まり', en: 'Stopped from' }, class: 'public' },
      stoppedUntil: { kind: 'date', label: { ja: '使用停止の終わり', en: 'Stopped until' }, class: 'public' },
      stopExtent: {
        kind: 'choice',
        of: suspensionExtents,
        label: { ja: '使用停止の範囲', en: 'Stopped' },
        class: 'public',
      },
      abolishedOn: { kind: 'date', label: { ja: '廃止年月日', en: 'Given up' }, class: 'public' },
      revokedOn: { kind: 'date', label: { ja: '設置許可の取消年月日', en: 'Permit revoked' }, class: 'public' },
      drawing: {
        kind: 'file',
        label: { ja: '施設の図面', en: 'Plan of the facility' },
        help: {
          ja: '許可の申請に添えられた平面図など。公開されません。',
          en: 'Ground plan and the like, as attached to the application. Not published.',
        },
        accept: ['application/pdf', 'image/png', 'image/jpeg', 'image/tiff'],
        maxBytes: 20_000_000,
      },
      note: { kind: 'longText', maxLength: 2000, label: { ja: '備考', en: 'Notes' } },
    },
    naming: ['name'],
    list: ['name', 'operator', 'type', 'capacity', 'address'],
    search: ['name', 'address', 'permitText'],
    filters: ['address', 'type', 'wastes', 'office', 'operator'],
    sort: ['name', 'permittedOn'],
    heldBy: 'office',
    rules: [
      {
        field: 'measure',
        holds: { any: [{ not: { filled: 'capacity' } }, { filled: 'measure' }] },
        message: { ja: '処理能力の単位を選んでください。', en: 'Choose the unit of the capacity.' },
      },
    ],
    publish: {
      path: '/waste/facilities',
      license: 'CC BY 4.0',
      keywords: [{ ja: '産業廃棄物処理施設', en: 'waste treatment facilities' }],
    },
    approval: { operations: ['create', 'change', 'remove'], expiresAfterDays: 30 },
  })
