import { createContext, useContext } from 'hono/jsx'
import type { Language } from '../base/bilingual.ts'

/** The language of the page around a component; the layout sets it. */
export const PageLanguage = createContext<Language>('ja')

const script = String.raw`\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}`
/** A run begins with a Japanese letter and goes on over its signs, digits and variation selectors. */
const japanese = new RegExp(String.raw`[${script}](?:[${script}ー々・、。「」（）　\d０-９-]|\p{M})*`, 'gu')

/**
 * Language of a text that stands where no mark can, such as a choice: said when it is Japanese throughout on an English
 * page. For components of pages only.
 */
export const languageOf = (text: string): 'ja' | undefined =>
  useContext(PageLanguage) !== 'ja' && new RegExp(japanese.source, 'u').test(text) && !/\p{sc=Latin}/u.test(text)
    ? 'ja'
    : undefined

/**
 * Text of the records, which is mostly Japanese: on an English page its Japanese is marked as such, so that a screen
 * reader reads it in a Japanese voice and the browser takes Japanese and not Chinese glyphs (WCAG 2.2, 3.1.2).
 */
export const Words = ({ text }: { readonly text: string }) => {
  if (useContext(PageLanguage) === 'ja') return <>{text}</>
  let from = 0
  const parts = [...text.matchAll(japanese)].flatMap(found => {
    const before = text.slice(from, found.index)
    from = found.index + found[0].length
    return [before, <span lang="ja">{found[0]}</span>]
  })
  return <>{[...parts, text.slice(from)]}</>
}
