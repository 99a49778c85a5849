import { defineRegister } from '../../../platform/registers/definition.ts'
import { businesses, fits, hostings, municipalityChoices } from '../choices.ts'
import type { JointCloudConfiguration } from '../configuration.ts'

/** 業務システム台帳: which system each municipality runs for which business, and when its contract ends. */
export const businessSystem = (configuration: JointCloudConfiguration) =>
  defineRegister({
    id: 'joint_system',
    title: { ja: '市町村業務システム台帳', en: 'Business systems of municipalities' },
    description: {
      ja: '市町村が使っている業務システムの契約、費用、連携先です。共同利用の検討に使います。公開しません。',
      en: 'Contracts, costs and interfaces of the systems that municipalities run; not published.',
    },
    fields: {
      municipality: {
        kind: 'choice',
        of: municipalityChoices(configuration),
        label: { ja: '市町村', en: 'Municipality' },
        required: true,
      },
      business: { kind: 'choice', of: businesses, label: { ja: '業務', en: 'Business' }, required: true },
      product: { kind: 'text', label: { ja: '製品名', en: 'Product' }, required: true, maxLength: 120 },
      vendor: { kind: 'text', label: { ja: '契約の相手方', en: 'Vendor' }, required: true, maxLength: 120 },
      hosting: { kind: 'choice', of: hostings, label: { ja: '設置の形', en: 'Hosting' }, required: true },
      contractFrom: { kind: 'date', label: { ja: '契約開始日', en: 'Contract from' }, required: true },
      contractTo: { kind: 'date', label: { ja: '契約満了日', en: 'Contract ends' }, required: true },
      noticeMonths: {
        kind: 'integer',
        min: 0,
        max: 36,
        unit: { ja: 'か月前', en: 'months before' },
        label: { ja: '更新しない旨の通知期限', en: 'Notice' },
        help: {
          ja: '満了の何か月前までに通知すれば、更新せずに終えられるか。',
          en: 'Months before the end by which one must say that the contract is not renewed.',
        },
        required: true,
      },
      yearlyCost: { kind: 'yen', min: 0, label: { ja: '年間経費', en: 'Cost a year' }, required: true },
      oneOffCost: { kind: 'yen', min: 0, label: { ja: '導入時の経費', en: 'One-off cost' } },
      interfaces: {
        kind: 'longText',
        label: { ja: '連携する業務・システム', en: 'Interfaces' },
        maxLength: 2000,
      },
      fit: { kind: 'choice', of: fits, label: { ja: '共同システムへの適合', en: 'Fit of the shared system' } },
      note: { kind: 'longText', label: { ja: '備考', en: 'Note' }, maxLength: 2000 },
    },
    naming: ['municipality', 'business', 'product'],
    list: ['municipality', 'business', 'product', 'vendor', 'contractTo', 'yearlyCost'],
    search: ['product', 'vendor', 'interfaces', 'municipality', 'business'],
    filters: ['municipality', 'business', 'hosting', 'fit', 'contractTo'],
    sort: ['contractTo', 'yearlyCost'],
    unique: [['municipality', 'business', 'contractFrom']],
    rules: [
      {
        holds: { less: [{ field: 'contractFrom' }, { field: 'contractTo' }] },
        field: 'contractTo',
        message: {
          ja: '契約満了日は、契約開始日より後の日付にしてください。',
          en: 'The contract must end after it begins.',
        },
      },
    ],
  })
