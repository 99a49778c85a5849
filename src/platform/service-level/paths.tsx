import type { Bilingual, Language } from '../../base/bilingual.ts'
import { Tabs } from '../../ui/tabs.tsx'

export const serviceTitle: Bilingual = { ja: 'サービス水準', en: 'Service levels' }
export const servicePath = '/service-level'
export const maintenancePath = '/service-level/maintenance'
export const usagePath = '/usage'

const tabs = [
  { id: 'figures', title: { ja: '稼働と応答', en: 'Availability and response' }, path: servicePath },
  { id: 'maintenance', title: { ja: '計画停止', en: 'Maintenance' }, path: maintenancePath },
  { id: 'usage', title: { ja: '利用量と上限', en: 'Use and limits' }, path: usagePath },
] as const

export const ServiceTabs = ({
  language,
  current,
}: {
  readonly language: Language
  readonly current: (typeof tabs)[number]['id']
}) => (
  <Tabs
    language={language}
    label={serviceTitle}
    tabs={tabs.map(({ id, title, path }) => ({ title, path, current: id === current }))}
  />
)
