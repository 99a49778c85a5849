import type { Bilingual } from '../../base/bilingual.ts'
import { type CopyMode, type SiteStatus, stoppedText } from './definition.ts'
import { distanceKm } from './distance.ts'
import { shareFate } from './identity.ts'
import type { KeeperState } from './keeper-view.ts'

export const modeText: Readonly<Record<CopyMode, Bilingual>> = {
  forming: { ja: '写しを準備しています', en: 'The first copy is being made' },
  together: { ja: '両方の拠点に保管しています', en: 'Kept at both sites' },
  alone: { ja: '一つの拠点だけで運用しています', en: 'One site alone' },
}

export const roleText: Readonly<Record<SiteStatus['content'], Bilingual>> = {
  nothing: { ja: '空', en: 'empty' },
  copy: { ja: '写し', en: 'copy' },
  database: { ja: '運用中', en: 'serves' },
}

/** How far apart the two were declared to be, in whole kilometres; undefined where one did not say. */
export const apart = (a: SiteStatus, b: SiteStatus): number | undefined =>
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
  if (state.mode === 'forming')
    return { ja: 'もう一つの拠点の写しを準備しています。', en: 'The copy at the other site is being made.' }
  return undefined
}

const siteLine = (status: SiteStatus): string =>
  [
    status.name,
    roleText[status.content].en,
    status.running ? 'running' : 'stopped',
    status.timeline === null ? '' : `timeline ${status.timeline}`,
    status.place ? `${status.place.latitude},${status.place.longitude}` : 'no place declared',
  ]
    .filter(part => part !== '')
    .join('  ')

/** For the terminal. */
export const siteLines = (state: KeeperState | SiteStatus, now: Date): readonly string[] => {
  if ('site' in state) {
    const told = state.told
      ? `the other site last said "${state.told.mode}" at ${state.told.at}`
      : 'never heard of another site'
    return [siteLine(state), told]
  }
  const { serving, copy, look } = state
  const distance = serving && copy ? apart(serving, copy) : undefined
  const lag =
    look?.behind == null
      ? 'copy: not connected'
      : `copy: ${look.behind} bytes and ${(look.seconds ?? 0).toFixed(2)} s behind`
  return [
    modeText[state.mode].en,
    ...(state.stopped
      ? [
          `writes stopped for ${Math.round((now.getTime() - Date.parse(state.stopped.since)) / 1000)} s: ${state.stopped.why}`,
        ]
      : []),
    ...(serving ? [siteLine(serving)] : []),
    ...(copy ? [siteLine(copy)] : ['the other site does not answer']),
    lag,
    `distance: ${distance === undefined ? 'not declared' : `${distance} km`}`,
    `copies that one disaster does not take together: ${independentCopies(state)}`,
    ...(state.problem ? [`problem: ${state.problem}`] : []),
    ...(fateWarning(state) ? [`warning: ${fateWarning(state)?.en}`] : []),
  ]
}
