import { defineRegister } from '../../../platform/registers/definition.ts'
import { businesses, municipalityChoices, stages, useSources } from '../choices.ts'
import type { JointCloudConfiguration } from '../configuration.ts'

/** 共同利用グループ: municipalities that procure and use one system together. */
export const group = (configuration: JointCloudConfiguration) =>
  defineRegister({
    id: 'joint_group',
    title: { ja: '共同利用グループ', en: 'Groups that share a cloud' },
    description: {
      ja: '業務システムを共同で調達し、利用している市町村のグループです。',
      en: 'Municipalities that procure and use business systems together.',
    },
    fields: {
      name: {
        kind: 'text',
        label: { ja: 'グループの名称', en: 'Name' },
        class: 'public',
        required: true,
        unique: true,
        maxLength: 120,
      },
      businesses: {
        kind: 'choices',
        of: businesses,
        label: { ja: '共同で利用する業務', en: 'Businesses shared' },
        class: 'public',
        required: true,
        min: 1,
      },
      stage: { kind: 'choice', of: stages, label: { ja: '段階', en: 'Stage' }, class: 'public', required: true },
      lead: {
        kind: 'choice',
        of: municipalityChoices(configuration),
        label: { ja: '幹事の市町村', en: 'Leading municipality' },
        class: 'public',
      },
      agreedOn: { kind: 'date', label: { ja: '協定を結んだ日', en: 'Agreement' }, class: 'public' },
      contractFrom: { kind: 'date', label: { ja: '共同契約の開始日', en: 'Contract from' }, class: 'public' },
      contractTo: { kind: 'date', label: { ja: '共同契約の満了日', en: 'Contract ends' }, class: 'public' },
      product: { kind: 'text', label: { ja: '製品名', en: 'Product' }, maxLength: 120 },
      vendor: { kind: 'text', label: { ja: '契約の相手方', en: 'Vendor' }, maxLength: 120 },
      equalWeight: {
        kind: 'integer',
        min: 0,
        max: 100,
        unit: { ja: '％', en: '%' },
        label: { ja: '均等割', en: 'Equal part' },
        help: { ja: '均等割・人口割・利用割の合計は100％です。', en: 'The three parts make 100 % together.' },
        required: true,
      },
      populationWeight: {
        kind: 'integer',
        min: 0,
        max: 100,
        unit: { ja: '％', en: '%' },
        label: { ja: '人口割', en: 'Part by population' },
        required: true,
      },
      useWeight: {
        kind: 'integer',
        min: 0,
        max: 100,
        unit: { ja: '％', en: '%' },
        label: { ja: '利用割', en: 'Part by use' },
        required: true,
      },
      useSource: {
        kind: 'choice',
        of: useSources,
        label: { ja: '利用量の根拠', en: 'Use is taken from' },
        help: {
          ja: '計測した要求数は、その市町村の職員の、このプラットフォーム全体での要求の数です。業務ごとには分かれません。',
          en: 'Measured requests are those of the member’s officers to the whole platform, not to one business.',
        },
      },
      note: { kind: 'longText', label: { ja: '備考', en: 'Note' }, maxLength: 4000 },
    },
    naming: ['name'],
    list: ['name', 'businesses', 'stage', 'lead', 'contractTo'],
    search: ['name', 'businesses', 'product', 'vendor'],
    filters: ['businesses', 'stage', 'lead', 'contractTo'],
    sort: ['name', 'contractTo'],
    rules: [
      {
        holds: {
          any: [
            { not: { filled: 'contractFrom' } },
            { not: { filled: 'contractTo' } },
            { less: [{ field: 'contractFrom' }, { field: 'contractTo' }] },
          ],
        },
        field: 'contractTo',
        message: {
          ja: '契約満了日は、契約開始日より後の日付にしてください。',
          en: 'The contract must end after it begins.',
        },
      },
    ],
    publish: {
      path: '/joint-cloud/groups',
      license: 'CC BY 4.0',
      keywords: [{ ja: '自治体クラウド', en: 'municipal cloud' }],
    },
    sections: [
      {
        title: { ja: 'グループについて', en: 'About' },
        fields: ['name', 'businesses', 'stage', 'lead', 'agreedOn'],
      },
      { title: { ja: '契約', en: 'Contract' }, fields: ['product', 'vendor', 'contractFrom', 'contractTo'] },
      {
        title: { ja: '費用の分け方', en: 'How costs are split' },
        fields: ['equalWeight', 'populationWeight', 'useWeight', 'useSource'],
      },
      { title: { ja: '備考', en: 'Notes' }, fields: ['note'] },
    ],
  })
