const halfKana = '｡｢｣､･ｦｧｨｩｪｫｬｭｮｯｰｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜﾝ'
const fullKana =
  '。「」、・ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン'

const widened = new Map(Array.from(halfKana, (half, index) => [half, fullKana[index] ?? half]))

/**
 * Full-width digits, letters and signs become half-width, half-width kana full-width (their marks joined: ｶﾞ is ガ), the
 * ideographic space a space. Everything else stays, compatibility characters such as ㈱ and 﨑 too.
 */
export const foldWidth = (text: string): string => {
  if (!/[\u3000\uff01-\uff9f\uffe0-\uffe6]/.test(text)) return text
  return text
    .replace(/[ｦ-ﾝ][ﾞﾟ]?/g, pair => {
      const full = widened.get(pair.charAt(0)) ?? pair.charAt(0)
      if (pair.length === 1) return full
      const joined = (full + (pair[1] === 'ﾞ' ? '\u3099' : '\u309a')).normalize('NFC')
      return joined.length === 1 ? joined : full + (pair[1] === 'ﾞ' ? '゛' : '゜')
    })
    .replace(/[｡-･]/g, mark => widened.get(mark) ?? mark)
    .replace(/ﾞ/g, '゛')
    .replace(/ﾟ/g, '゜')
    .replace(/[！-～]/g, wide => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replace(/\u3000/g, ' ')
    .replace(/￥/g, '¥')
    .replace(/￠/g, '¢')
    .replace(/￡/g, '£')
}

/** White space of every sort off both ends, with the invisible characters that come along by copying. */
export const trimAll = (text: string): string => {
  let start = 0
  let end = text.length
  // By hand: an expression that ends in $ begins anew at each blank inside a long text.
  while (start < end && blank.test(text.charAt(start))) start += 1
  while (end > start && blank.test(text.charAt(end - 1))) end -= 1
  return text.slice(start, end)
}

const blank = /[\s\p{Cc}\u200b-\u200f\u2060\ufeff]/u
