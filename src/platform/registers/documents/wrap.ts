/** Characters that must not begin a line (行頭禁則, JIS X 4051). */
const notFirst =
  '、。，．,.・：；:;？！?!゛゜ヽヾゝゞ々ー’”）)〕］]｝}〉》」』】°′″％%‰ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ'
/** Characters that must not end one (行末禁則). */
const notLast = '‘“（(〔［[｛{〈《「『【￥¥＄$'

const isNotFirst = (unit: string): boolean => notFirst.includes(unit.charAt(0))
const isNotLast = (unit: string): boolean => notLast.includes(unit.charAt(unit.length - 1))

/** What stays together: words and figures of ASCII, a character with its variation selector. */
const units = (text: string): readonly string[] =>
  text.match(/[A-Za-z0-9](?:[A-Za-z0-9'.,:/@_-]*[A-Za-z0-9])?|[\s\S]\p{M}*/gu) ?? []

/**
 * Lines of a paragraph, broken as Japanese is: anywhere but before closing marks, small kana and points, and behind
 * opening brackets. What would stand wrongly takes its neighbour along to the next line (追い出し).
 * @param width of a text, in the unit of `most`
 */
export const wrapText = (text: string, most: number, width: (text: string) => number): readonly string[] =>
  text.split('\n').flatMap(paragraph => wrapParagraph(paragraph, most, width))

const wrapParagraph = (paragraph: string, most: number, width: (text: string) => number): readonly string[] => {
  const all = units(paragraph).flatMap(unit => (width(unit) > most ? Array.from(unit) : [unit]))
  const lines: string[] = []
  let line: string[] = []
  let used = 0
  for (const unit of all) {
    const size = width(unit)
    if (used + size <= most || line.length === 0) {
      line.push(unit)
      used += size
      continue
    }
    const next: string[] = [unit]
    // Take along what may not be parted from its neighbour; a line of nothing else is broken all the same.
    while (line.length > 1 && (isNotFirst(next[0] ?? '') || isNotLast(line.at(-1) ?? '')))
      next.unshift(line.pop() ?? '')
    lines.push(line.join('').trimEnd())
    line = next[0] === ' ' ? next.slice(1) : next
    used = line.reduce((sum, one) => sum + width(one), 0)
  }
  lines.push(line.join('').trimEnd())
  return lines
}
