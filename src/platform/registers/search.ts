import { searchForm } from '../../base/text/fold.ts'
import type { RecordValues } from './field.ts'
import { fieldSearchTexts } from './kinds/index.ts'
import type { KindContext } from './kinds/kind.ts'
import type { RegisterField } from './register.ts'

/** Folded texts of the fields by which a record is found, one a line. */
export const searchTextOf = (fields: readonly RegisterField[], values: RecordValues, context: KindContext): string => {
  const lines = new Set<string>()
  for (const field of fields) {
    const value = values[field.id]
    if (value === null || value === undefined) continue
    for (const text of fieldSearchTexts(field.field, value, context)) {
      const folded = searchForm(text)
      if (folded) lines.add(folded)
    }
  }
  return [...lines].join('\n')
}

/**
 * The words of a query, each folded; a record is found when it has all of them. White space, also full width, parts words.
 */
export const searchWords = (query: string): readonly string[] =>
  query
    .split(/[\s\u3000]+/u)
    .map(word => searchForm(word))
    .filter(word => word !== '')
    .slice(0, 8)
