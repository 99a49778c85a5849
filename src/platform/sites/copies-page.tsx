import { type Bilingual, type Language, say } from '../../base/bilingual.ts'
import { showMoment } from '../../base/moment.ts'
import { type Definition, DefinitionList } from '../../ui/definition-list.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Figures, Section } from '../../ui/page.tsx'
import { Table } from '../../ui/table.tsx'
import { StatusTag } from '../../ui/tag.tsx'
import { endingSoon, pairAnew } from './certificates.ts'
import type { SitePlace, SiteStatus } from './definition.ts'
import { dayMs } from './keeper-options.ts'
import type { KeeperState } from './keeper-view.ts'
import { apart, fateWarning, independentCopies, roleText, showBytes, verdictOf } from './report.ts'
import type { SiteRow } from './service.ts'

export interface CopiesView {
  readonly state: KeeperState
  readonly rows: readonly SiteRow[]
  /** Days after which a restore that was not proven again is overdue. */
  readonly proofDays: number
  readonly now: Date
}

type Shown = CopiesView & { readonly language: Language }

const text = {
  unknown: { ja: '不明', en: 'unknown' },
  undeclared: { ja: '申告されていません', en: 'not declared' },
  silent: { ja: '応答なし', en: 'no answer' },
} satisfies Record<string, Bilingual>

const placeOf = (place: SitePlace | null, language: Language): string =>
  place ? `${place.latitude}, ${place.longitude}` : say(text.undeclared, language)

const rememberedPlace = ({ latitude, longitude }: SiteRow): SitePlace | null =>
  latitude === null || longitude === null ? null : { latitude: Number(latitude), longitude: Number(longitude) }

/** A site that does not answer stands in the table as it was last known. */
const lostRow = ({ state: { serving, copy }, rows }: CopiesView): SiteRow | undefined =>
  copy ? undefined : rows.find(row => row.site === serving?.memory.peer)

const SitesTable = (shown: Shown) => {
  const { language, state, now } = shown
  const lost = lostRow(shown)
  const answering = [state.serving, state.copy].filter(site => site !== null)
  const cellsOf = (site: SiteStatus) => [
    site.name,
    <StatusTag tone={site.running ? 'good' : 'bad'}>{say(roleText(site), language)}</StatusTag>,
    placeOf(site.place, language),
    <code>{`${site.identity.host.slice(0, 8)} / ${site.identity.device.slice(0, 8)}`}</code>,
    showMoment(now.toISOString(), language),
  ]
  const lostCells = (row: SiteRow) => [
    row.name,
    <StatusTag tone="bad">{say(text.silent, language)}</StatusTag>,
    placeOf(rememberedPlace(row), language),
    say(text.unknown, language),
    showMoment(row.seen_at, language),
  ]
  return (
    <>
      <Table
        language={language}
        caption={{ ja: '拠点', en: 'Sites' }}
        captionHidden
        columns={[
          { title: { ja: '拠点', en: 'Site' } },
          { title: { ja: '役割', en: 'Role' } },
          { title: { ja: '場所（緯度・経度、申告）', en: 'Place (latitude, longitude; declared)' } },
          { title: { ja: '機械／ディスク（測定）', en: 'Machine / disk (measured)' } },
          { title: { ja: '確認した日時', en: 'Last seen' } },
        ]}
        rows={[
          ...answering.map(site => ({ cells: cellsOf(site) })),
          ...(lost ? [{ cells: lostCells(lost), tone: 'warning' as const }] : []),
        ]}
      />
      <p class="muted">
        {language === 'ja'
          ? '機械かディスクの記号が同じ拠点は、申告した場所が離れていても、同時に失われます。'
          : 'Sites with the same mark of a machine or a disk are lost together, however far apart they were declared to be.'}
      </p>
    </>
  )
}

const Now = (shown: Shown) => {
  const { language, state } = shown
  const { look, serving } = state
  const lost = lostRow(shown)
  const copy = state.copy ?? (lost && { place: rememberedPlace(lost) })
  const distance = serving && copy ? apart(serving, copy) : undefined
  const flows = look !== null && look.state !== null
  const unknown = say(text.unknown, language)
  const japanese = language === 'ja'
  return (
    <Figures
      items={[
        {
          label: japanese ? '同時に失われない写し' : 'Copies not lost together',
          value: String(independentCopies(state)),
          note: japanese ? '2 あれば、どちらの拠点が失われても残る' : '2: whichever site is lost, one is left',
        },
        {
          label: japanese ? '拠点の間の距離（申告）' : 'Distance (declared)',
          value: distance === undefined ? unknown : String(distance),
          ...(distance === undefined ? {} : { unit: 'km' }),
          ...(distance !== undefined && fateWarning(state)
            ? { note: japanese ? '測定では同じ場所にある' : 'measured: in one place' }
            : {}),
        },
        {
          label: japanese ? '写しの遅れ（量）' : 'Behind by',
          value: flows && look.behind !== null ? showBytes(look.behind, language) : unknown,
        },
        {
          label: japanese ? '写しの遅れ（時間）' : 'Delay',
          value: flows ? (look.seconds ?? 0).toFixed(2) : unknown,
          ...(flows ? { unit: japanese ? '秒' : 's' } : {}),
        },
      ]}
    />
  )
}

const newestFailover = (rows: readonly SiteRow[]): SiteRow | undefined =>
  rows
    .filter(row => row.failover_at !== null)
    .toSorted((a, b) => ((a.failover_at ?? '') < (b.failover_at ?? '') ? 1 : -1))[0]

const proofTag = (at: string | null | undefined, { proofDays, now, language }: Shown) => {
  if (!at) return <StatusTag tone="bad">{language === 'ja' ? '一度も確かめていません' : 'never proven'}</StatusTag>
  const late = now.getTime() - Date.parse(at) > proofDays * dayMs
  const words =
    language === 'ja'
      ? late
        ? `${proofDays} 日以上確かめていません`
        : '確認済み'
      : late
        ? `not proven for more than ${proofDays} days`
        : 'proven'
  return <StatusTag tone={late ? 'bad' : 'good'}>{words}</StatusTag>
}

const seconds = (ms: string | number, language: Language): string =>
  `${(Number(ms) / 1000).toFixed(1)} ${language === 'ja' ? '秒' : 's'}`

/** What was measured when it mattered, or in the last exercise. */
const Measured = (shown: Shown) => {
  const { language, rows, state, now } = shown
  const japanese = language === 'ja'
  const last = newestFailover(rows)
  const proven = rows[0]?.proven_at
  const notYet = japanese ? 'まだ切り替えたことがありません' : 'never failed over yet'
  const incomplete = japanese
    ? '不明（写しがそろわないまま切り替えたため）'
    : 'unknown: promoted while the copy was not complete'
  const unmeasured = japanese ? '測れていません' : 'not measured'
  const items: readonly Definition[] = [
    {
      term: { ja: '直近の切替え', en: 'Last failover' },
      value: last?.failover_at ? `${showMoment(last.failover_at, language)} → ${last.name}` : notYet,
    },
    ...(last
      ? [
          {
            term: { ja: '書けなかった時間（RTO）', en: 'Time without writing (RTO)' },
            value: last.rto_ms === null ? unmeasured : seconds(last.rto_ms, language),
          },
          {
            term: { ja: '失われた記録の量（RPO）', en: 'Acknowledged data lost (RPO)' },
            value: last.rpo_bytes === null ? incomplete : `${last.rpo_bytes} ${japanese ? 'バイト' : 'bytes'}`,
          },
        ]
      : []),
    {
      term: { ja: '復元の確認', en: 'Restore proven' },
      value: (
        <>
          {proven ? `${showMoment(proven, language)} ` : null}
          {proofTag(proven, shown)}
        </>
      ),
    },
    ...(state.ends
      ? [
          {
            term: { ja: '拠点の間の証明書の期限', en: 'Certificates between the sites end' },
            value: (
              <>
                {`${showMoment(state.ends, language)} `}
                {endingSoon(state.ends, now) ? <StatusTag tone="bad">{say(pairAnew, language)}</StatusTag> : null}
              </>
            ),
          },
        ]
      : []),
  ]
  return <DefinitionList language={language} items={items} />
}

const Since = ({ language, state: { alone, stopped } }: Shown) =>
  alone || stopped ? (
    <DefinitionList
      language={language}
      items={[
        ...(alone
          ? [
              {
                term: { ja: '一つの拠点での運用の開始', en: 'One site alone since' },
                value: showMoment(alone.at, language),
              },
            ]
          : []),
        ...(stopped
          ? [{ term: { ja: '受付を止めた日時', en: 'Stopped since' }, value: showMoment(stopped.since, language) }]
          : []),
      ]}
    />
  ) : null

export const Copies = (shown: Shown) => {
  const { language, state } = shown
  const verdict = verdictOf(state)
  // Of two things that are wrong the second one must not be hidden by the first.
  const fate = fateWarning(state)
  return (
    <>
      <Notice tone={verdict.tone} title={say(verdict.title, language)}>
        <p>{say(verdict.text, language)}</p>
        {verdict.next ? <p>{say(verdict.next, language)}</p> : null}
        {verdict.command ? (
          <p>
            <code>{verdict.command}</code>
          </p>
        ) : null}
      </Notice>
      {fate && verdict.text !== fate ? (
        <Notice tone="error">
          <p>{say(fate, language)}</p>
        </Notice>
      ) : null}
      <Now {...shown} />
      <Since {...shown} />
      <Section title={language === 'ja' ? '拠点' : 'Sites'}>
        <SitesTable {...shown} />
      </Section>
      <Section title={language === 'ja' ? '測った値' : 'As measured'}>
        <Measured {...shown} />
      </Section>
    </>
  )
}
