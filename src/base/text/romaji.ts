import { toKatakana } from './kana.ts'

const rows: Readonly<Record<string, string>> = {
  '': 'アa イi ウu エe オo ヴvu ンn',
  k: 'カa キi クu ケe コo',
  g: 'ガa ギi グu ゲe ゴo',
  s: 'サa スu セe ソo',
  z: 'ザa ズu ゼe ゾo',
  t: 'タa テe トo',
  d: 'ダa デe ドo',
  n: 'ナa ニi ヌu ネe ノo',
  h: 'ハa ヒi ヘe ホo',
  b: 'バa ビi ブu ベe ボo',
  p: 'パa ピi プu ペe ポo',
  m: 'マa ミi ムu メe モo',
  y: 'ヤa ユu ヨo',
  r: 'ラa リi ルu レe ロo',
  w: 'ワa',
}

const letters = new Map([
  ...Object.entries(rows).flatMap(([consonant, kana]) =>
    kana.split(' ').map((one): [string, string] => [one.charAt(0), consonant + one.slice(1)]),
  ),
  ...'シshi チchi ツtsu フfu ジji ヂji ヅzu ヰi ヱe ヲo'
    .split(' ')
    .map((one): [string, string] => [one.charAt(0), one.slice(1)]),
])

const small: Readonly<Record<string, string>> = {
  ャ: 'a',
  ュ: 'u',
  ョ: 'o',
  ァ: 'a',
  ィ: 'i',
  ゥ: 'u',
  ェ: 'e',
  ォ: 'o',
}

/** Two kana that are one syllable: キョ kyo, シャ sha, ファ fa, ティ ti. */
const joined = (before: string, kana: string, letter: string): string => {
  const consonant = before.slice(0, -1)
  if (!'ャュョ'.includes(kana)) return (before === 'u' ? 'w' : before === 'vu' ? 'v' : consonant) + letter
  return /(?:sh|ch|j)$/.test(consonant) ? consonant + letter : `${consonant}y${letter}`
}

/**
 * A reading in Latin letters, as station signs and passports write it (Hepburn, long vowels without a mark, words with a
 * capital): ミホン　タロウ is Mihon Taro. What is no kana stays.
 */
export const toRomaji = (reading: string): string => {
  const syllables: string[] = []
  let doubled = false
  for (const kana of toKatakana(reading)) {
    const before = syllables.at(-1) ?? ''
    const letter = small[kana]
    if (kana === 'ッ') doubled = true
    else if (kana === 'ー') continue
    else if (letter !== undefined && before !== '') syllables.splice(-1, 1, joined(before, kana, letter))
    else {
      const plain = letters.get(kana) ?? letter ?? (/[\s\u3000・]/.test(kana) ? ' ' : kana)
      syllables.push(doubled && /^[a-z]/.test(plain) ? (plain.startsWith('ch') ? 't' : plain.charAt(0)) + plain : plain)
      doubled = false
    }
  }
  return syllables
    .join('')
    .replace(/ou|oo/g, 'o')
    .replace(/uu/g, 'u')
    .replace(/n(?=[bmp])/g, 'm')
    .replace(/ +/g, ' ')
    .trim()
    .replace(/(^| )([a-z])/g, (_, space: string, first: string) => space + first.toUpperCase())
}
