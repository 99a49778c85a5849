import { createRandom, type Random } from '../../../base/random.ts'
import type { NamePart } from '../../../platform/region.ts'

export interface SampleName {
  readonly name: string
  /** Reading in full-width katakana; the legal form is not read (as corporate registers do). */
  readonly kana: string
}

/** Second words of names; several hold glyphs that lists and searches must fold: 髙, 﨑, 邉, 濱, 齋, 澤. */
const stems: readonly NamePart[] = [
  ['青葉', 'アオバ'],
  ['北斗', 'ホクト'],
  ['杜都', 'トト'],
  ['松島', 'マツシマ'],
  ['蔵王', 'ザオウ'],
  ['栗駒', 'クリコマ'],
  ['広瀬', 'ヒロセ'],
  ['名取川', 'ナトリガワ'],
  ['北上', 'キタカミ'],
  ['牡鹿', 'オシカ'],
  ['金華', 'キンカ'],
  ['船形', 'フナガタ'],
  ['伊豆沼', 'イズヌマ'],
  ['鳴瀬', 'ナルセ'],
  ['阿武隈', 'アブクマ'],
  ['閖上', 'ユリアゲ'],
  ['塩竈', 'シオガマ'],
  ['太白', 'タイハク'],
  ['七北田', 'ナナキタ'],
  ['宮城野', 'ミヤギノ'],
  ['みちのく', 'ミチノク'],
  ['はぎ', 'ハギ'],
  ['けやき', 'ケヤキ'],
  ['ひばり', 'ヒバリ'],
  ['大地', 'ダイチ'],
  ['潮風', 'シオカゼ'],
  ['若草', 'ワカクサ'],
  ['希望', 'キボウ'],
  ['みらい', 'ミライ'],
  ['結', 'ムスビ'],
  ['あゆみ', 'アユミ'],
  ['のぞみ', 'ノゾミ'],
  ['クリーン', 'クリーン'],
  ['グリーン', 'グリーン'],
  ['サンライズ', 'サンライズ'],
  ['ユニオン', 'ユニオン'],
  ['東日', 'トウニチ'],
  ['三光', 'サンコウ'],
  ['大和田', 'オオワダ'],
  ['八重', 'ヤエ'],
  ['髙山', 'タカヤマ'],
  ['髙砂', 'タカサゴ'],
  ['松﨑', 'マツザキ'],
  ['尾﨑', 'オザキ'],
  ['渡邉', 'ワタナベ'],
  ['川邉', 'カワベ'],
  ['長濱', 'ナガハマ'],
  ['濱風', 'ハマカゼ'],
  ['齋木', 'サイキ'],
  ['澤野', 'サワノ'],
]

/** Kinds of work for waste operators; other systems bring their own. */
export const wasteTrades: readonly NamePart[] = [
  ['環境開発', 'カンキョウカイハツ'],
  ['環境', 'カンキョウ'],
  ['環境サービス', 'カンキョウサービス'],
  ['産業', 'サンギョウ'],
  ['産廃', 'サンパイ'],
  ['興業', 'コウギョウ'],
  ['工業', 'コウギョウ'],
  ['建設', 'ケンセツ'],
  ['建材', 'ケンザイ'],
  ['土木', 'ドボク'],
  ['解体工業', 'カイタイコウギョウ'],
  ['運輸', 'ウンユ'],
  ['運送', 'ウンソウ'],
  ['清掃', 'セイソウ'],
  ['衛生', 'エイセイ'],
  ['リサイクル', 'リサイクル'],
  ['資源', 'シゲン'],
  ['金属', 'キンゾク'],
  ['商事', 'ショウジ'],
  ['商店', 'ショウテン'],
  ['エコ', 'エコ'],
  ['総業', 'ソウギョウ'],
]

/** `～` is where the name goes. */
export const companyForms: readonly string[] = ['～株式会社', '株式会社～', '有限会社～', '～有限会社', '合同会社～']

/**
 * Invented names, all different, each with 見本 in it so that nobody takes one for a real body. The same seed gives the
 * same list, and a longer list begins with the shorter one.
 * @param forms patterns with `～` for the name; legal forms are not read in the kana
 * @throws RangeError when that many different names cannot be made of the words
 */
export const sampleNames = (
  seed: string,
  count: number,
  trades: readonly NamePart[],
  forms: readonly string[] = companyForms,
): readonly SampleName[] => {
  const all = stems.flatMap(([stem, stemKana]) =>
    trades.flatMap(([trade, tradeKana]) =>
      forms.map(form => ({
        name: form.replace('～', `見本${stem}${trade}`),
        kana: `ミホン${stemKana}${tradeKana}`,
      })),
    ),
  )
  if (count > all.length)
    throw new RangeError(`${count} names asked for, ${all.length} can be made: add trades or forms`)
  return createRandom(seed).shuffle(all).slice(0, count)
}

/** Representatives, chairs, contacts: the surname 見本 belongs to no real family that we know of and reads as sample. */
const givenNames: readonly NamePart[] = [
  ['太郎', 'タロウ'],
  ['花子', 'ハナコ'],
  ['一郎', 'イチロウ'],
  ['次郎', 'ジロウ'],
  ['三郎', 'サブロウ'],
  ['桜', 'サクラ'],
  ['葵', 'アオイ'],
  ['楓', 'カエデ'],
  ['梢', 'コズエ'],
  ['大地', 'ダイチ'],
]

export const samplePerson = (random: Random): SampleName => {
  const [name, kana] = random.pick(givenNames)
  return { name: `見本 ${name}`, kana: `ミホン ${kana}` }
}
