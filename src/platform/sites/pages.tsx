import { type Bilingual, type Language, say } from '../../base/bilingual.ts'
import type { Clock } from '../../base/clock.ts'
import { showMoment } from '../../base/moment.ts'
import { DefinitionList } from '../../ui/definition-list.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Figures, PageHeading, Section } from '../../ui/page.tsx'
import { Table } from '../../ui/table.tsx'
import { StatusTag } from '../../ui/tag.tsx'
import type { Database } from '../database/connection.ts'
import type { MenuEntry, Route } from '../routing/route.ts'
import type { SiteStatus } from './definition.ts'
import type { Keeper, KeeperState } from './keeper-view.ts'
import { apart, bannerText, fateWarning, independentCopies, modeText, roleText } from './report.ts'
import { listSites, type SiteRow } from './service.ts'

export const sitesTitle: Bilingual = { ja: '写しの状況', en: 'Copies' }
const permission = 'sites.read'

export const sitesMenu: readonly MenuEntry[] = [
  {
    zone: 'staff',
    title: sitesTitle,
    path: '/copies',
    permission,
    order: 95,
    text: {
      ja: '記録の写しがどこにあり、どれだけ新しいかを確かめます。',
      en: 'Where the copies of all records are, and how fresh.',
    },
  },
]

const never: Bilingual = { ja: 'まだ確かめていません', en: 'never yet' }

const shown = (at: string | null | undefined, language: Language): string =>
  at ? showMoment(at, language) : never[language]

const placeOf = ({ place }: SiteStatus, language: Language): string =>
  place ? `${place.latitude}, ${place.longitude}` : language === 'ja' ? '申告されていません' : 'not declared'

const bytes = (count: number, language: Language): string =>
  new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(count >= 1e6 ? count / 1e6 : count / 1e3) +
  (count >= 1e6 ? ' MB' : ' KB')

const SitesTable = ({
  language,
  sites,
  rows,
}: {
  readonly language: Language
  readonly sites: readonly SiteStatus[]
  readonly rows: readonly SiteRow[]
}) => (
  <Table
    language={language}
    caption={{ ja: '拠点', en: 'Sites' }}
    columns={[
      { title: { ja: '拠点', en: 'Site' } },
      { title: { ja: '役割', en: 'Role' } },
      { title: { ja: '場所（緯度・経度）', en: 'Place (latitude, longitude)' } },
      { title: { ja: '機械とディスクの識別', en: 'Machine and disk' } },
      { title: { ja: '復元を確かめた日時', en: 'Restore last proven' } },
      { title: { ja: '直近の切替え', en: 'Last failover' } },
    ]}
    rows={sites.map(site => {
      const row = rows.find(one => one.site === site.site)
      return {
        cells: [
          site.name,
          <StatusTag tone={site.running ? 'good' : 'bad'}>
            {site.running ? roleText[site.content][language] : language === 'ja' ? '停止' : 'stopped'}
          </StatusTag>,
          placeOf(site, language),
          `${site.identity.host.slice(0, 8)} / ${site.identity.device.slice(0, 8)}`,
          shown(row?.proven_at, language),
          row?.failover_at
            ? `${showMoment(row.failover_at, language)} (RTO ${row.rto_ms === null ? '?' : `${(Number(row.rto_ms) / 1000).toFixed(1)} s`}, RPO ${row.rpo_bytes === null ? '?' : `${row.rpo_bytes} B`})`
            : language === 'ja'
              ? 'なし'
              : 'none',
        ],
      }
    })}
  />
)

const Lag = ({ language, state }: { readonly language: Language; readonly state: KeeperState }) => {
  const { look, serving, copy } = state
  const distance = serving && copy ? apart(serving, copy) : undefined
  const none = language === 'ja' ? '不明' : 'unknown'
  return (
    <Figures
      items={[
        {
          label: language === 'ja' ? '同時に失われない写し' : 'Copies not lost together',
          value: String(independentCopies(state)),
        },
        {
          label: language === 'ja' ? '拠点の間の距離（申告）' : 'Distance (declared)',
          value: distance === undefined ? none : String(distance),
          ...(distance === undefined ? {} : { unit: 'km' }),
        },
        {
          label: language === 'ja' ? '写しの遅れ（量）' : 'Behind by',
          value: look?.behind == null ? none : bytes(look.behind, language),
        },
        {
          label: language === 'ja' ? '写しの遅れ（時間）' : 'Delay',
          value: look?.seconds == null || look.state === null ? none : look.seconds.toFixed(2),
          ...(look?.seconds == null || look.state === null ? {} : { unit: language === 'ja' ? '秒' : 's' }),
        },
      ]}
    />
  )
}

const Copies = ({
  language,
  state,
  rows,
}: {
  readonly language: Language
  readonly state: KeeperState
  readonly rows: readonly SiteRow[]
}) => {
  const warning = fateWarning(state)
  const banner = bannerText(state)
  const sites = [state.serving, state.copy].filter(site => site !== null)
  return (
    <>
      {warning ? (
        <Notice tone="error" title={language === 'ja' ? '写しは一つしかないのと同じです' : 'As good as one copy'}>
          <p>{say(warning, language)}</p>
        </Notice>
      ) : null}
      {banner ? (
        <Notice tone="warning">
          <p>{say(banner, language)}</p>
        </Notice>
      ) : null}
      {state.problem ? (
        <Notice tone="error">
          <p>{state.problem}</p>
        </Notice>
      ) : null}
      <Lag language={language} state={state} />
      <DefinitionList
        language={language}
        items={[
          { term: { ja: '状態', en: 'State' }, value: say(modeText[state.mode], language) },
          ...(state.alone
            ? [
                {
                  term: { ja: '一つの拠点での運用', en: 'One site alone' },
                  value: `${showMoment(state.alone.at, language)} ${state.alone.reason}`,
                },
              ]
            : []),
          ...(state.stopped
            ? [{ term: { ja: '受付の停止', en: 'Writes stopped' }, value: showMoment(state.stopped.since, language) }]
            : []),
        ]}
      />
      <Section title={language === 'ja' ? '拠点' : 'Sites'}>
        <SitesTable language={language} sites={sites} rows={rows} />
        {state.copy ? null : (
          <p>{language === 'ja' ? 'もう一つの拠点は応答していません。' : 'The other site does not answer.'}</p>
        )}
      </Section>
    </>
  )
}

interface SitesPages {
  readonly keeper: Keeper | undefined
  readonly database: Pick<Database, 'app'>
  readonly clock: Clock
}

export const sitesRoutes = ({ keeper, database }: SitesPages): readonly Route[] => [
  {
    method: 'GET',
    path: '/copies',
    zone: 'staff',
    access: { permission },
    ledger: [],
    handle: async ({ language }) => {
      const rows = await listSites(database.app)
      return {
        kind: 'page',
        title: sitesTitle,
        crumbs: [{ title: sitesTitle }],
        wide: true,
        body: (
          <>
            <PageHeading
              title={sitesTitle[language]}
              lead={
                language === 'ja'
                  ? '受け付けた記録は、二つの拠点のディスクに書かれてから「受け付けました」と答えます。'
                  : 'A record counts as received when it is on the disks of both sites.'
              }
            />
            {keeper ? (
              <Copies language={language} state={keeper.state()} rows={rows} />
            ) : (
              <Notice tone="error" title={language === 'ja' ? '写しがありません' : 'There is no copy'}>
                <p>
                  {language === 'ja'
                    ? 'この拠点が失われると、記録はすべて失われます。もう一つの拠点の設け方は運用の手引きにあります。'
                    : 'If this site is lost, every record is lost. The operations guide tells how to add a second site.'}
                </p>
              </Notice>
            )}
          </>
        ),
      }
    },
  },
]
