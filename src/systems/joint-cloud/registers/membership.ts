import { defineRegister } from '../../../platform/registers/definition.ts'
import { businesses, municipalityChoices } from '../choices.ts'
import type { JointCloudConfiguration } from '../configuration.ts'

/** A municipality in a group, for one business. The plan's indicator is counted from these records. */
export const membership = (configuration: JointCloudConfiguration) =>
  defineRegister({
    id: 'joint_membership',
    title: { ja: 'グループへの参加', en: 'Members of groups' },
    description: {
      ja: 'どの市町村が、どのグループで、どの業務を、いつから本番で使っているかです。',
      en: 'Which municipality uses which business in which group, and since when in production.',
    },
    fieldClass: 'public',
    fields: {
      cloudGroup: { kind: 'reference', to: 'joint_group', label: { ja: 'グループ', en: 'Group' }, required: true },
      municipality: {
        kind: 'choice',
        of: municipalityChoices(configuration),
        label: { ja: '市町村', en: 'Municipality' },
        required: true,
      },
      business: { kind: 'choice', of: businesses, label: { ja: '業務', en: 'Business' }, required: true },
      joinedOn: { kind: 'date', label: { ja: '参加した日', en: 'Joined' }, required: true },
      productionOn: {
        kind: 'date',
        label: { ja: '本番利用を始めた日', en: 'In production since' },
        help: {
          ja: '計画の指標は、この日から離脱した日の前日までを数えます。',
          en: 'The plan counts from this day until the day before it left.',
        },
      },
      leftOn: { kind: 'date', label: { ja: '離脱した日', en: 'Left' } },
      costBefore: {
        kind: 'yen',
        min: 0,
        label: { ja: '共同利用の前の年間経費', en: 'Cost a year before' },
        class: 'internal',
      },
      costBeforeSource: {
        kind: 'text',
        label: { ja: 'その出典（決算、契約書など）', en: 'Its source' },
        class: 'internal',
        maxLength: 200,
        when: { filled: 'costBefore' },
        required: true,
      },
      note: { kind: 'longText', label: { ja: '備考', en: 'Note' }, class: 'internal', maxLength: 2000 },
    },
    naming: ['municipality', 'business'],
    list: ['cloudGroup', 'municipality', 'business', 'productionOn', 'leftOn'],
    search: ['municipality', 'business'],
    filters: ['cloudGroup', 'municipality', 'business', 'productionOn'],
    sort: ['joinedOn', 'productionOn'],
    unique: [['cloudGroup', 'municipality', 'business', 'joinedOn']],
    rules: [
      {
        holds: {
          any: [
            { not: { filled: 'productionOn' } },
            { lessOrEqual: [{ field: 'joinedOn' }, { field: 'productionOn' }] },
          ],
        },
        field: 'productionOn',
        message: { ja: '参加した日以降の日付にしてください。', en: 'Production cannot begin before joining.' },
      },
      {
        holds: {
          any: [{ not: { filled: 'leftOn' } }, { lessOrEqual: [{ field: 'joinedOn' }, { field: 'leftOn' }] }],
        },
        field: 'leftOn',
        message: { ja: '参加した日以降の日付にしてください。', en: 'It cannot leave before joining.' },
      },
    ],
    publish: { path: '/joint-cloud/members', license: 'CC BY 4.0' },
  })
