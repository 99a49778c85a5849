import { type CharacterSet, codePointsOf, isInSet, isPrivateSign, signsOf } from '../../../base/text/character-set.ts'
import { shrinkSuggestions } from '../../../base/text/shrink.ts'

/**
 * What the municipality says of its own signs (外字): sign → standard character (with its variation selector, where the
 * glyph has one). And what stands for a sign outside the set where texts are shrunk: chosen by the municipality too.
 */
export interface CharacterTable {
  readonly registered: Readonly<Record<string, string>>
  readonly shrunk: Readonly<Record<string, string>>
}

export const noCharacters: CharacterTable = { registered: {}, shrunk: {} }

export type OddSign =
  /** 外字 that the table does not know: nothing may take its place. */
  | { readonly kind: 'gaiji'; readonly sign: string; readonly suggestions: readonly string[] }
  /** Outside the set; kept as registered. `by` stands for it in the shrunk text, null where somebody must choose. */
  | {
      readonly kind: 'outside'
      readonly sign: string
      readonly by: string | null
      readonly suggestions: readonly string[]
    }
  /** 外字 that the table replaced. Told too: nothing changes silently. */
  | { readonly kind: 'replaced'; readonly sign: string; readonly by: string }

export interface ReadSigns {
  /** As registered: 外字 by the table, everything else as it stands. */
  readonly registered: string
  /** In the set, where every sign outside has one that may stand for it. */
  readonly shrunk: string
  readonly odd: readonly OddSign[]
}

const easy = /^[\x20-\x7e\u3000-\u3002\u3041-\u3093\u30a1-\u30f6\u30fc]*$/

/** @param region what may stand for a sign, sign → signs */
export const signReader = (
  table: CharacterTable,
  set: CharacterSet,
  region?: ReadonlyMap<string, readonly string[]>,
): ((text: string) => ReadSigns) => {
  // Texts repeat from row to row, and so do signs.
  const memory = new Map<
    string,
    { readonly registered: string; readonly shrunk: string; readonly odd: readonly OddSign[] }
  >()
  const shrinkOf = (sign: string): { readonly shrunk: string; readonly odd: readonly OddSign[] } => {
    if (isInSet(sign, set)) return { shrunk: sign, odd: [] }
    const suggestions = shrinkSuggestions(sign, region)
    const chosen = table.shrunk[sign] ?? (suggestions.length === 1 ? suggestions[0] : undefined)
    return { shrunk: chosen ?? sign, odd: [{ kind: 'outside', sign, by: chosen ?? null, suggestions }] }
  }
  const read = (sign: string) => {
    const by = table.registered[sign]
    if (by !== undefined) {
      const { shrunk, odd } = [...signsOf(by)].reduce<{ shrunk: string; odd: OddSign[] }>(
        (sum, one) => {
          const next = shrinkOf(one)
          return { shrunk: sum.shrunk + next.shrunk, odd: [...sum.odd, ...next.odd] }
        },
        { shrunk: '', odd: [] },
      )
      return { registered: by, shrunk, odd: [{ kind: 'replaced' as const, sign, by }, ...odd] }
    }
    if (isPrivateSign(sign))
      return { registered: sign, shrunk: sign, odd: [{ kind: 'gaiji' as const, sign, suggestions: [] }] }
    return { registered: sign, ...shrinkOf(sign) }
  }
  return text => {
    if (easy.test(text)) return { registered: text, shrunk: text, odd: [] }
    let registered = ''
    let shrunk = ''
    const odd: OddSign[] = []
    for (const sign of signsOf(text)) {
      let one = memory.get(sign)
      if (!one) {
        one = read(sign)
        if (memory.size < 50_000) memory.set(sign, one)
      }
      registered += one.registered
      shrunk += one.shrunk
      if (one.odd.length) odd.push(...one.odd)
    }
    return { registered, shrunk, odd }
  }
}

export { codePointsOf }
