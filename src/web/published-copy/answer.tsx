import type { Bilingual, Language } from '../../base/bilingual.ts'
import { say } from '../../base/bilingual.ts'
import { formatDay } from '../../base/calendar/wareki.ts'
import { dayInJapan } from '../../base/clock.ts'
import { Banner } from '../../ui/notice.tsx'
import type { Assets } from '../assets/assets.ts'

const label: Bilingual = { ja: '写しを表示しています', en: 'You are reading a copy' }

const time = new Intl.DateTimeFormat('ja-JP', { timeZone: 'Asia/Tokyo', hour: '2-digit', minute: '2-digit' })

/** When the copy was right: with the era in Japanese. */
const textOf = (at: Date): Bilingual => ({
  ja: `ただいま記録の保管先につながらないため、${formatDay(dayInJapan(at), 'ja', { era: true })} ${time.format(at)}時点の内容を表示しています。検索や申請は復旧するまで使えません。`,
  en: `The records cannot be reached right now. This page is as it was on ${formatDay(dayInJapan(at), 'en')} at ${time.format(at)}. Search and forms work again when the service is back.`,
})

const top = '<header class="site-header"'

/** A kept page with a line above everything that says of when it is. */
export const withBanner = (html: string, at: Date, language: Language): string => {
  const banner = (
    <Banner tone="warning" label={say(label, language)}>
      {say(textOf(at), language)}
    </Banner>
  )
  return html.replace(top, `${banner}${top}`)
}

/** The stylesheet and the scripts as they are named now: a copy from before an upgrade names files that are gone. */
export const withAssets = (html: string, assets: Assets): string =>
  html.replace(/\/assets\/[\w-]+\/([\w.-]+)/g, (old, name: string) => (assets.has(name) ? assets.url(name) : old))
