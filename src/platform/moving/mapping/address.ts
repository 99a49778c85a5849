export interface PlaceNames {
  /** Name of the prefecture, that often stands in front. */
  readonly prefecture: string
  /** Code and name, in any order; names of counties may stand in front of them. */
  readonly municipalities: readonly { readonly code: string; readonly name: string }[]
}

export interface AddressParts {
  readonly municipality: string
  readonly town: string
  readonly rest: string
}

/** Where the number of the house begins: 丁目 belongs to the town, so does a numeral inside a name (三本木). */
// Each run of numerals is looked at once, from its beginning: a cell may hold nothing else.
const townEnd = (text: string): number => {
  const chome = /(?<![0-9０-９〇一二三四五六七八九十])[0-9０-９〇一二三四五六七八九十]+丁目/.exec(text)
  if (chome) return chome.index + chome[0].length
  const number =
    /[0-9０-９]/.exec(text) ?? /(?<![〇一二三四五六七八九十])[〇一二三四五六七八九十]+(?:番地|番|号|の)/.exec(text)
  return number ? number.index : text.length
}

/**
 * An address in one piece into municipality, town and the rest. The longest name that fits counts: a ward's before its city's.
 * What has no known municipality keeps everything in the town, so that nothing is lost and the register says what it lacks.
 */
export const splitAddress = (text: string, places: PlaceNames): AddressParts => {
  const plain = text.startsWith(places.prefecture) ? text.slice(places.prefecture.length) : text
  const candidates = places.municipalities.flatMap(one => {
    const at = plain.indexOf(one.name)
    // A county (郡) may stand in front.
    const fits = at === 0 || (at > 0 && plain.slice(0, at).endsWith('郡') && at < 8)
    return fits ? [{ ...one, end: at + one.name.length }] : []
  })
  const best = candidates.sort((a, b) => b.name.length - a.name.length)[0]
  if (!best) return { municipality: '', town: text, rest: '' }
  const behind = plain.slice(best.end).trim()
  const at = townEnd(behind)
  return { municipality: best.code, town: behind.slice(0, at).trim(), rest: behind.slice(at).trim() }
}
