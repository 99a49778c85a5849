import type { Bilingual } from '../../../base/bilingual.ts'

type Sign = readonly [pattern: RegExp, name: string]

// The order matters: browsers name the ones that they descend from (Edge says Chrome and Safari too).
const browsers: readonly Sign[] = [
  [/\bEdg(?:e|A|iOS)?\//, 'Edge'],
  [/\b(?:OPR|Opera)\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\b(?:Chrome|CriOS|HeadlessChrome)\//, 'Chrome'],
  [/\bVersion\/[\d.]+ .*\bSafari\//, 'Safari'],
]
const systems: readonly Sign[] = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bMac(?:intosh| OS X)\b/, 'Mac'],
  [/\bLinux\b/, 'Linux'],
]

const nameIn = (signs: readonly Sign[], text: string): string | undefined =>
  signs.find(([pattern]) => pattern.test(text))?.[1]

const other: Bilingual = { ja: 'その他の端末', en: 'Other device' }

/** What a browser says of itself, for people: to recognise one's own machine, and never to decide anything by. */
export const deviceOf = (userAgent: string | null): Bilingual => {
  const text = (userAgent ?? '').slice(0, 500)
  const [system, browser] = [nameIn(systems, text), nameIn(browsers, text)]
  if (system && browser) return { ja: `${system} の ${browser}`, en: `${browser} on ${system}` }
  const known = system ?? browser
  return known ? { ja: known, en: known } : other
}
