import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bigrams, foldWidth, isKatakana, searchForm, toKatakana, trimAll } from './fold.ts'
import { representatives } from './variants.ts'

describe('searchForm', () => {
  it.each([
    ['髙橋', '高橋'],
    ['山﨑', '山崎'],
    ['渡邉', '渡辺'],
    ['渡邊', '渡辺'],
    ['渡邉\u{e010f}', '渡辺'],
    ['齋藤', '斎藤'],
    ['齊藤', '斉藤'],
    ['斉藤', '斎藤'],
    ['塩竈市', '塩釜市'],
    ['鹽竈', '塩竈'],
    ['大濱', '大浜'],
    ['澤田', '沢田'],
    ['廣瀬', '広瀬'],
    ['櫻井', '桜井'],
    ['國分', '国分'],
    ['大嶋', '大嶌'],
    ['冨田', '富田'],
    ['𠮷田', '吉田'],
    ['湧谷町', '涌谷町'],
    ['神\ufe00', '神'],
    ['佐々木', '佐佐木'],
    ['みやぎ', 'ミヤギ'],
    ['ﾐﾔｷﾞ', 'みやぎ'],
    ['みやき', 'みやぎ'],
    ['はっとり', 'はつとり'],
    ['センター', 'せんた'],
    ['セ―ラ―', 'セラ'],
    ['ｾﾝﾀｰ', 'センタ－'],
    ['とうきょう', 'トーキョー'],
    ['おおの', 'おうの'],
    ['おーの', 'オオノ'],
    ['ＡＢＣ　Ｄ', 'abcd'],
    ['１－２－３', '1-2-3'],
    ['1−2‐3', '1-2-3'],
    ['仙台　太郎', '仙台太郎'],
    ['ジョン・スミス', 'ジョンスミス'],
    ['七ヶ浜', '七ケ浜'],
    ['桜が丘', '桜ヶ丘'],
    ['㈱みちのく', '株式会社みちのく'],
    ['（株）みちのく', '株式会社みちのく'],
    ['ＮＰＯ法人', '特定非営利活動法人'],
    ['Café', 'CAFE'],
    ['ヱビス', 'えびす'],
  ])('%s and %s are found together', (a, b) => {
    expect(searchForm(a)).toBe(searchForm(b))
  })

  it.each([
    ['閖上', '門上'],
    ['仙台', '千代'],
    ['カト', 'サト'],
    ['1-2', '12'],
    ['大崎', '大阪'],
  ])('%s and %s stay apart', (a, b) => {
    expect(searchForm(a)).not.toBe(searchForm(b))
  })

  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom(...'コウオーー-ー々ゝヽがヶ桜丘髙(株)㈱NPO法人 ・~〜ヴゞｶﾞİΣ゛か\u{e0100}') }),
  )

  it('folding twice changes nothing', () => {
    fc.assert(
      fc.property(text, one => {
        expect(searchForm(searchForm(one))).toBe(searchForm(one))
      }),
      { numRuns: 2000 },
    )
  })

  it('does not depend on width, kana or normalisation of what is typed', () => {
    const kana = fc.string({ unit: fc.constantFrom(...'あいがぎぱゃっんをゔかコウ1aA') })
    fc.assert(
      fc.property(kana, one => {
        expect(searchForm(toKatakana(one))).toBe(searchForm(one))
        expect(searchForm(one.normalize('NFD'))).toBe(searchForm(one))
        expect(searchForm(one.toUpperCase())).toBe(searchForm(one))
      }),
    )
  })

  it('finds a part inside the whole', () => {
    expect(searchForm('宮城県仙台市青葉区本町三丁目')).toContain(searchForm('青葉区'))
  })
})

describe('variants', () => {
  it('lead to forms that lead no further and that Unicode leaves alone', () => {
    expect(representatives.size).toBeGreaterThan(400)
    for (const [variant, form] of representatives) {
      expect(variant.normalize('NFKC')).toBe(variant)
      expect(form.normalize('NFKC')).toBe(form)
      expect(representatives.get(form), `${variant} ${form}`).toBeUndefined()
    }
  })
})

describe('bigrams', () => {
  it('are pairs of code points, each once', () => {
    expect(bigrams('宮城宮城')).toEqual(['宮城', '城宮'])
    expect(bigrams('𠮷野家')).toEqual(['𠮷野', '野家'])
    expect(bigrams('林')).toEqual([])
    expect(bigrams('')).toEqual([])
  })

  it('of a part are among those of the whole', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (before, part, after) => {
        const whole = new Set(bigrams(before + part + after))
        expect(bigrams(part).every(pair => whole.has(pair))).toBe(true)
      }),
    )
  })
})

describe('foldWidth', () => {
  it('narrows signs and widens kana, and keeps the rest', () => {
    expect(foldWidth('ＡＢＣ１２３－（株）　￥')).toBe('ABC123-(株) ¥')
    expect(foldWidth('ｶﾞｷﾞｸﾞﾊﾟﾋﾟｳﾞｰ｡｢｣､･')).toBe('ガギグパピヴー。「」、・')
    expect(foldWidth('ｱﾞ')).toBe('ア゛')
    expect(foldWidth('㈱髙﨑①')).toBe('㈱髙﨑①')
  })

  it('does nothing the second time', () => {
    const wide = fc.string({ unit: fc.constantFrom(...'ｱｶﾞﾟﾞパＡ１～－　￥漢aー') })
    fc.assert(fc.property(wide, text => foldWidth(foldWidth(text)) === foldWidth(text)))
  })
})

describe('kana', () => {
  it('turns hiragana and half-width kana into katakana', () => {
    expect(toKatakana('みやぎ ゔゝｶﾞ')).toBe('ミヤギ ヴヽガ')
    expect(toKatakana('か\u3099')).toBe('ガ')
    expect(toKatakana('漢字abc')).toBe('漢字abc')
  })

  it('knows a reading', () => {
    for (const text of ['ミヤギ', 'ミホン　タロウ', 'ジョン・スミス', 'センター'])
      expect(isKatakana(text), text).toBe(true)
    for (const text of ['', ' ', 'みやぎ', 'ﾐﾔｷﾞ', 'ミヤギ1', '宮城', 'ー']) expect(isKatakana(text), text).toBe(false)
    // Looked at once, however long it is.
    expect(isKatakana(`${'ア'.repeat(200_000)}1`)).toBe(false)
  })
})

it('trimAll takes every sort of white space off the ends only', () => {
  expect(trimAll('\ufeff　\u200b a　b \u00a0\r\n')).toBe('a　b')
  expect(trimAll('　')).toBe('')
})
