import type { Bilingual } from '../../../base/bilingual.ts'

/** A prefecture or a city that issues permits of its own (都道府県・政令市), with the first three digits of its permits. */
export interface Authority {
  readonly code: string
  readonly name: Bilingual
  /** Seen in a source. Others are configuration, to be confirmed before real use. */
  readonly confirmed: boolean
}

/** 001 to 047 in the order of the national prefecture codes (JIS X 0401). */
const prefectures: readonly (readonly [string, string])[] = [
  ['北海道', 'Hokkaido'],
  ['青森県', 'Aomori'],
  ['岩手県', 'Iwate'],
  ['宮城県', 'Miyagi'],
  ['秋田県', 'Akita'],
  ['山形県', 'Yamagata'],
  ['福島県', 'Fukushima'],
  ['茨城県', 'Ibaraki'],
  ['栃木県', 'Tochigi'],
  ['群馬県', 'Gunma'],
  ['埼玉県', 'Saitama'],
  ['千葉県', 'Chiba'],
  ['東京都', 'Tokyo'],
  ['神奈川県', 'Kanagawa'],
  ['新潟県', 'Niigata'],
  ['富山県', 'Toyama'],
  ['石川県', 'Ishikawa'],
  ['福井県', 'Fukui'],
  ['山梨県', 'Yamanashi'],
  ['長野県', 'Nagano'],
  ['岐阜県', 'Gifu'],
  ['静岡県', 'Shizuoka'],
  ['愛知県', 'Aichi'],
  ['三重県', 'Mie'],
  ['滋賀県', 'Shiga'],
  ['京都府', 'Kyoto'],
  ['大阪府', 'Osaka'],
  ['兵庫県', 'Hyogo'],
  ['奈良県', 'Nara'],
  ['和歌山県', 'Wakayama'],
  ['鳥取県', 'Tottori'],
  ['島根県', 'Shimane'],
  ['岡山県', 'Okayama'],
  ['広島県', 'Hiroshima'],
  ['山口県', 'Yamaguchi'],
  ['徳島県', 'Tokushima'],
  ['香川県', 'Kagawa'],
  ['愛媛県', 'Ehime'],
  ['高知県', 'Kochi'],
  ['福岡県', 'Fukuoka'],
  ['佐賀県', 'Saga'],
  ['長崎県', 'Nagasaki'],
  ['熊本県', 'Kumamoto'],
  ['大分県', 'Oita'],
  ['宮崎県', 'Miyazaki'],
  ['鹿児島県', 'Kagoshima'],
  ['沖縄県', 'Okinawa'],
]

/**
 * Cities count from 050. The list is what has been seen so far, not all of them: a number of another city is accepted and
 * its authority chosen as `other`. Sendai's 054 is from memory and waits for confirmation.
 */
const cities: readonly Authority[] = [
  { code: '054', name: { ja: '仙台市', en: 'Sendai City' }, confirmed: false },
  { code: '056', name: { ja: '横浜市', en: 'Yokohama City' }, confirmed: true },
  { code: '130', name: { ja: '山形市', en: 'Yamagata City' }, confirmed: true },
  { code: '131', name: { ja: '福井市', en: 'Fukui City' }, confirmed: true },
]

export const authorities: readonly Authority[] = [
  ...prefectures.map(([ja, en], index) => ({
    code: String(index + 1).padStart(3, '0'),
    name: { ja, en },
    confirmed: true,
  })),
  ...cities,
]

/** Choice for authorities that the list does not name. */
export const otherAuthority = { code: 'other', name: { ja: 'その他の政令市', en: 'Another city' } } as const

/** Highest code of a city that is accepted. A bound that catches slips in the first digit; not from a source. */
const lastCity = 199

/** Whether three digits may stand in front of a permit number: a prefecture, or a city from 050 on. */
export const isAuthorityCode = (code: string): boolean => {
  const number = Number(code)
  return /^\d{3}$/.test(code) && ((number >= 1 && number <= 47) || (number >= 50 && number <= lastCity))
}

/** The code as the field `authority` of a permit holds it. */
export const authorityChoiceOf = (code: string): string =>
  authorities.some(authority => authority.code === code) ? code : otherAuthority.code

export const authorityName = (code: string): Bilingual =>
  authorities.find(authority => authority.code === code)?.name ?? otherAuthority.name
