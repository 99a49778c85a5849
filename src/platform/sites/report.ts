import { type Bilingual, fill, type Language, say } from '../../base/bilingual.ts'
import { showMoment } from '../../base/moment.ts'
import { endingSoon, pairAnew } from './certificates.ts'
import { type CopyMode, type SiteStatus, type Stopped, stoppedText } from './definition.ts'
import { distanceKm } from './distance.ts'
import { shareFate } from './identity.ts'
import { alarmBytes } from './keeper-options.ts'
import type { KeeperState } from './keeper-view.ts'

export const modeText: Readonly<Record<CopyMode, Bilingual>> = {
  forming: { ja: '写しを準備しています', en: 'The first copy is being made' },
  together: { ja: '両方の拠点に保管しています', en: 'Kept at both sites' },
  alone: { ja: '一つの拠点だけで運用しています', en: 'One site alone' },
}

const roles: Readonly<Record<SiteStatus['content'], Bilingual>> = {
  nothing: { ja: '空', en: 'empty' },
  copy: { ja: '写し', en: 'copy' },
  database: { ja: '運用中', en: 'serves' },
}
const stoppedRole: Bilingual = { ja: '停止', en: 'stopped' }
export const roleText = (site: SiteStatus): Bilingual => (site.running ? roles[site.content] : stoppedRole)

/** How far apart the two were declared to be, in whole kilometres; undefined where one did not say. */
export const apart = (a: Pick<SiteStatus, 'place'>, b: Pick<SiteStatus, 'place'>): number | undefined =>
  a.place && b.place ? Math.round(distanceKm(a.place, b.place)) : undefined

const fateText = {
  device: {
    ja: '二つの拠点が同じディスクの上にあります。一つが失われるとき、もう一つも失われます。写しは一つと数えます。',
    en: 'Both sites lie on one disk: what destroys one destroys the other. They count as one copy.',
  },
  host: {
    ja: '二つの拠点が同じ機械の上にあります。一つが失われるとき、もう一つも失われます。写しは一つと数えます。',
    en: 'Both sites run on one machine: what destroys one destroys the other. They count as one copy.',
  },
} satisfies Record<string, Bilingual>

/** Whatever places were declared: what was measured says that the two are lost together. */
export const fateWarning = (state: Pick<KeeperState, 'serving' | 'copy'>): Bilingual | undefined => {
  const shared = state.serving && state.copy && shareFate(state.serving.identity, state.copy.identity)
  return shared ? fateText[shared] : undefined
}

/** Copies that one disaster does not take together. */
export const independentCopies = ({ serving, copy, mode }: KeeperState): number =>
  mode === 'together' && serving && copy && !shareFate(serving.identity, copy.identity) ? 2 : 1

/** The line on every staff page when not everything is as it should be. */
export const bannerText = (state: KeeperState): Bilingual | undefined => {
  if (state.stopped) return stoppedText[state.stopped.why]
  if (state.mode === 'alone')
    return {
      ja: `一つの拠点だけで運用しています（理由: ${state.alone?.reason ?? '不明'}）。写しがそろうと自動で終わります。`,
      en: `One site alone (reason: ${state.alone?.reason ?? 'unknown'}). Ends by itself when both copies agree.`,
    }
  return undefined
}

export interface Verdict {
  readonly tone: 'info' | 'success' | 'warning' | 'error'
  readonly title: Bilingual
  readonly text: Bilingual
  /** What a person may do about it. */
  readonly next?: Bilingual
  /** For the operator's terminal. */
  readonly command?: string
}

const stoppedTitle: Bilingual = { ja: '新しい記録の受付を止めています', en: 'Nothing new is recorded' }
const degradeCommand = 'musubi sites degrade --reason "…"'
const degradeNext: Bilingual = {
  ja: 'もう一つの拠点が戻ると、自動で再開します。戻る見込みがないときは、責任者の判断で一つの拠点だけで続けられます。運用担当者が次の命令を実行します。',
  en: 'It goes on by itself when the other site is back. Where that cannot be expected, those responsible may decide to go on with one site, and the operator runs this command.',
}
const unprovenNext: Bilingual = {
  ja: 'もう一つの拠点が応答すると、自動で再開します。もう一つの拠点が運用を引き継いでいないと確かめられたときに限り、運用担当者が次の命令を実行できます。',
  en: 'It goes on by itself when the other site answers. Only when you have made sure that the other site did not go on, the operator may run this command.',
}
const nextOf: Partial<Record<Stopped['why'], Bilingual>> = { 'copy-lost': degradeNext, unproven: unprovenNext }

/** What of the two sites matters most at this moment, in one sentence or two. */
export const verdictOf = (state: KeeperState): Verdict => {
  const { stopped, alone, problem, mode, serving, copy, look } = state
  if (stopped) {
    const next = nextOf[stopped.why]
    return {
      tone: 'error',
      title: stoppedTitle,
      text: stoppedText[stopped.why],
      ...(next ? { next, command: degradeCommand } : {}),
    }
  }
  if (problem) return { tone: 'error', title: { ja: '写しを作れません', en: 'The copy cannot be made' }, text: problem }
  if (mode === 'alone')
    return {
      tone: 'error',
      title: modeText.alone,
      text: fill(
        {
          ja: '理由: {reason}。今この拠点が失われると、単独で受け付けた記録は失われます。',
          en: 'Reason: {reason}. If this site is lost now, what it recorded alone is lost.',
        },
        { reason: alone?.reason ?? '—' },
      ),
      next: {
        ja: 'もう一つの拠点が戻り、記録がすべてそろうと、自動で終わります。',
        en: 'Ends by itself when the other site is back and holds every record.',
      },
    }
  if (mode === 'forming')
    return {
      tone: 'warning',
      title: modeText.forming,
      text: {
        ja: '写しができるまで、記録はこの拠点だけにあります。業務はそのまま続けられます。',
        en: 'Until the copy is complete every record is at this site only. Work goes on as usual.',
      },
    }
  const fate = fateWarning({ serving, copy })
  if (fate)
    return { tone: 'error', title: { ja: '写しは一つしかないのと同じです', en: 'As good as one copy' }, text: fate }
  if ((look?.behind ?? 0) > alarmBytes)
    return {
      tone: 'warning',
      title: { ja: '写しが遅れています', en: 'The copy is behind' },
      text: {
        ja: '受け付けた記録は両方の拠点にありますが、処理中の変更の写しが追いついていません。回線とディスクの混雑を確認してください。',
        en: 'What was acknowledged is at both sites, but the copy does not keep up with what is being changed. Look at the line and the disks.',
      },
    }
  if (!copy)
    return {
      tone: 'warning',
      title: { ja: 'もう一つの拠点が応答していません', en: 'The other site does not answer' },
      text: {
        ja: '記録の写しは届いていますが、拠点の状態を確認できません。',
        en: 'The log still reaches it, but it does not say how it stands.',
      },
    }
  return {
    tone: 'success',
    title: modeText.together,
    text: {
      ja: '受け付けた記録は、どちらの拠点が失われても残ります。',
      en: 'Whichever site is lost, every record that was acknowledged is at the other one.',
    },
  }
}

/** Whole figures: bytes of a few kilobytes are told as they are. */
export const showBytes = (count: number, language: Language): string => {
  const [value, unit] = count >= 1e6 ? [count / 1e6, 'MB'] : count >= 1e3 ? [count / 1e3, 'KB'] : [count, 'B']
  return `${new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(value)} ${unit}`
}

const siteLine = (site: SiteStatus, language: Language): string => {
  const nowhere = language === 'ja' ? '場所の申告なし' : 'no place declared'
  const timeline = site.timeline === null ? [] : [`${language === 'ja' ? 'タイムライン' : 'timeline'} ${site.timeline}`]
  const place = site.place ? `${site.place.latitude},${site.place.longitude}` : nowhere
  return `  ${[site.name, say(roleText(site), language), ...timeline, place].join('  ')}`
}

const line = (ja: string, en: string, language: Language): string => (language === 'ja' ? ja : en)

/** One site of which nobody but itself answers. */
const loneLines = (site: SiteStatus, language: Language): readonly string[] => {
  const { told } = site
  const last = told && { at: showMoment(told.at, language), mode: say(modeText[told.mode], language) }
  return [
    siteLine(site, language).trimStart(),
    last
      ? line(
          `もう一つの拠点の最後の連絡（${last.at}）: ${last.mode}`,
          `last word of the other site (${last.at}): ${last.mode}`,
          language,
        )
      : line('もう一つの拠点からの連絡はまだありません', 'the other site was never heard', language),
  ]
}

/** For the terminal. */
export const siteLines = (state: KeeperState | SiteStatus, now: Date, language: Language): readonly string[] => {
  if ('site' in state) return loneLines(state, language)
  const { serving, copy, look, stopped, ends, rtoMs } = state
  const distance = serving && copy ? apart(serving, copy) : undefined
  const { title, text, next, command } = verdictOf(state)
  const seconds = stopped ? Math.round((now.getTime() - Date.parse(stopped.since)) / 1000) : 0
  const behind = look?.state == null ? undefined : showBytes(look.behind ?? 0, language)
  const delay = (look?.seconds ?? 0).toFixed(2)
  return [
    say(title, language),
    `  ${say(text, language)}`,
    ...(next ? [`  ${say(next, language)}`] : []),
    ...(command ? [`    ${command}`] : []),
    ...(stopped ? [line(`  停止してから ${seconds} 秒`, `  stopped for ${seconds} s`, language)] : []),
    line('拠点', 'sites', language),
    ...(serving ? [siteLine(serving, language)] : []),
    copy
      ? siteLine(copy, language)
      : `  ${line('もう一つの拠点は応答していません', 'the other site does not answer', language)}`,
    behind === undefined
      ? line('写しの遅れ: つながっていません', 'copy: not connected', language)
      : line(`写しの遅れ: ${behind}、${delay} 秒`, `copy: ${behind} and ${delay} s behind`, language),
    line(
      `拠点の間の距離（申告）: ${distance === undefined ? '不明' : `${distance} km`}`,
      `distance as declared: ${distance === undefined ? 'unknown' : `${distance} km`}`,
      language,
    ),
    line(
      `同時に失われない写し: ${independentCopies(state)}`,
      `copies that one disaster does not take together: ${independentCopies(state)}`,
      language,
    ),
    ...(rtoMs === null
      ? []
      : [
          line(
            `直近の切替えで書けなかった時間: ${(rtoMs / 1000).toFixed(1)} 秒`,
            `without writing at the last failover: ${(rtoMs / 1000).toFixed(1)} s`,
            language,
          ),
        ]),
    ...(ends ? [line(`証明書の期限: ${ends.slice(0, 10)}`, `certificates end on ${ends.slice(0, 10)}`, language)] : []),
    ...(endingSoon(ends, now) ? [`  ${say(pairAnew, language)}`] : []),
  ]
}
