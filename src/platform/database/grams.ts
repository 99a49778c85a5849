/**
 * The same pairs as SQL's `musubi.bigrams`, each once: for a search against a view's column `grams`
 * (`where grams @> $1::text[]`). The public role may not name the function, and needs not.
 * A text of one character has none: such a search must look at `search` itself.
 */
export const bigrams = (text: string): readonly string[] => {
  const pairs = new Set<string>()
  let previous = '\n'
  for (const letter of text) {
    if (letter !== '\n' && previous !== '\n') pairs.add(previous + letter)
    previous = letter
  }
  return [...pairs]
}
