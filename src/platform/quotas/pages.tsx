import type { Bilingual, Language } from '../../base/bilingual.ts'
import { formatInteger } from '../../base/number.ts'
import { href } from '../../ui/link.ts'
import { PageHeading, Section } from '../../ui/page.tsx'
import { Table } from '../../ui/table.tsx'
import { StatusTag } from '../../ui/tag.tsx'
import { momentText } from '../access/pages/common.ts'
import { BodyChoice, bodyOf, listBodies } from '../access/pages/organisation-choice.tsx'
import type { Sql } from '../database/connection.ts'
import type { Register } from '../registers/register.ts'
import type { Outcome } from '../routing/outcome.ts'
import type { Route, RouteRequest } from '../routing/route.ts'
import { ServiceTabs, servicePath, serviceTitle, usagePath } from '../service-level/paths.tsx'
import { readPermission } from '../service-level/service.ts'
import type { QuotaService, QuotaView } from './service.ts'
import { quotaExports, quotaFiles, quotaImports, quotaRecords, quotaWaiting } from './settings.ts'
import { showBytes } from './size.ts'

interface PageParts {
  readonly quotas: QuotaService
  readonly app: Sql
  readonly operator: string
  readonly registers: () => readonly Register[]
}

const title: Bilingual = { ja: '利用量と上限', en: 'Use and limits' }
const unknown: Bilingual = { ja: '未集計（夜間に数えます）', en: 'not counted yet (at night)' }
const noLimit: Bilingual = { ja: '上限なし', en: 'no limit' }

/** Near its limit from nine tenths on. */
const near = 0.9

const Share = ({ used, limit, language }: { used: number | null; limit: number | null; language: Language }) => {
  if (used === null || limit === null) return null
  const share = limit === 0 ? 1 : used / limit
  const percent = `${Math.floor(share * 100)}${language === 'ja' ? '％' : ' %'}`
  if (share < near) return <>{percent}</>
  return (
    <StatusTag tone={share >= 1 ? 'bad' : 'warning'}>
      {`${percent} ${share >= 1 ? (language === 'ja' ? '上限です' : 'at the limit') : language === 'ja' ? 'まもなく上限です' : 'near the limit'}`}
    </StatusTag>
  )
}

const Limits = ({ view, body, language }: { view: QuotaView; body: string; language: Language }) => {
  const { usage, limits } = view
  const records = [...usage.records.values()].reduce((sum, count) => sum + count, 0)
  const count = (value: number | null) => (value === null ? noLimit[language] : formatInteger(value))
  const size = (value: number | null) => (value === null ? noLimit[language] : showBytes(value))
  const rows = [
    {
      setting: quotaRecords,
      used: records,
      limit: limits.records,
      texts: [formatInteger(records), count(limits.records)],
    },
    {
      setting: quotaFiles,
      used: usage.files,
      limit: limits.fileBytes,
      texts: [usage.files === null ? unknown[language] : showBytes(usage.files), size(limits.fileBytes)],
    },
    {
      setting: quotaImports,
      used: view.imports,
      limit: limits.imports,
      texts: [formatInteger(view.imports), count(limits.imports)],
    },
    {
      setting: quotaExports,
      used: view.exports,
      limit: limits.exports,
      texts: [formatInteger(view.exports), count(limits.exports)],
    },
    { setting: quotaWaiting, used: null, limit: limits.waiting, texts: ['', count(limits.waiting)] },
  ]
  return (
    <Table
      language={language}
      caption={title}
      captionHidden
      columns={[
        { title: { ja: '項目', en: 'What' } },
        { title: { ja: 'いまの利用量', en: 'Used now' }, numeric: true },
        { title: { ja: '上限', en: 'Limit' }, numeric: true },
        { title: { ja: '割合', en: 'Share' }, numeric: true },
      ]}
      rows={rows.map(({ setting, used, limit, texts }) => ({
        tone: used !== null && limit !== null && used >= limit * near ? ('warning' as const) : undefined,
        cells: [
          <a href={href(language, `/settings/${setting.id}?organisation=${body}`)}>{setting.field.label[language]}</a>,
          texts[0] ?? '',
          texts[1] ?? '',
          <Share used={used} limit={limit} language={language} />,
        ],
      }))}
    />
  )
}

const usagePage = async (parts: PageParts, request: RouteRequest): Promise<Outcome> => {
  const { language, actor } = request
  const ja = language === 'ja'
  const bodies = await listBodies(parts.app, id => actor.organisation === parts.operator || id === actor.organisation)
  const body = bodyOf(bodies, request, request.query.get('organisation'))
  const view = await parts.quotas.view(body.id)
  const titles = new Map(parts.registers().map(register => [register.id, register.definition.title]))
  const byRegister = [...view.usage.records].filter(([, count]) => count > 0).toSorted((a, b) => b[1] - a[1])
  return {
    kind: 'page',
    title,
    crumbs: [{ title: serviceTitle, path: servicePath }, { title }],
    body: (
      <>
        <PageHeading
          title={`${body.name[language]}${ja ? '：' : ': '}${title[language]}`}
          lead={
            ja
              ? 'ひとつの団体の利用が、ほかの団体の妨げにならないように上限があります。'
              : 'Limits keep the use of one organisation from hindering the others.'
          }
        />
        <ServiceTabs language={language} current="usage" />
        <BodyChoice language={language} path={usagePath} bodies={bodies} chosen={body} />
        <Limits view={view} body={body.id} language={language} />
        <p class="muted">
          {ja
            ? `上限は、プラットフォームを運営する団体の利用者管理者が「団体ごとの設定」で変更できます。利用量は書き込みのたびに足し引きし、夜間に数え直します（最後に数えた日時：${view.usage.countedAt ? momentText(view.usage.countedAt, 'ja') : 'なし'}）。`
            : `Administrators of the body that runs the platform change the limits. What is used is kept with each change and counted anew at night (last: ${view.usage.countedAt ? momentText(view.usage.countedAt, 'en') : 'never'}).`}
        </p>
        {byRegister.length > 0 ? (
          <Section title={ja ? '台帳ごとの記録' : 'Records by register'} id="registers">
            <Table
              language={language}
              caption={{ ja: '台帳ごとの記録', en: 'Records by register' }}
              captionHidden
              columns={[
                { title: { ja: '台帳', en: 'Register' } },
                { title: { ja: '記録', en: 'Records' }, numeric: true },
              ]}
              rows={byRegister.map(([register, count]) => ({
                cells: [titles.get(register)?.[language] ?? register, formatInteger(count)],
              }))}
            />
          </Section>
        ) : null}
      </>
    ),
  }
}

/** What an organisation uses of what it may; the operator sees every one's. */
export const usageRoutes = (parts: PageParts): readonly Route[] => [
  {
    method: 'GET',
    path: usagePath,
    zone: 'staff',
    access: { permission: readPermission },
    ledger: [],
    handle: request => usagePage(parts, request),
  },
]
