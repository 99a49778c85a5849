import type { Bilingual } from '../../../base/bilingual.ts'
import { searchForm } from '../../../base/text/fold.ts'
import { withQuery } from '../../../ui/link.ts'
import { filterLabel } from '../filter-value.ts'
import type { KindContext } from '../kinds/kind.ts'
import type { Register } from '../register.ts'

/** A filter that a word of a search may have meant, and the list under it. */
export interface FilterMeant {
  readonly label: Bilingual
  readonly value: Bilingual
  readonly path: string
}

const shortest = 2
const most = 6
/** Words that are looked at: the search itself takes no more of them, and everything below is done for each. */
const mostWords = 8

/** Names of choices and municipalities as they are searched; they come from definitions, so that there are few. */
const folds = new Map<string, string>()

const foldOf = (name: string): string => {
  const known = folds.get(name)
  if (known !== undefined) return known
  const folded = searchForm(name)
  folds.set(name, folded)
  return folded
}

/**
 * The search box looks into names and numbers; people also type into it what a filter knows ("がれき", a town). Each filter
 * with a choice or a municipality whose name has the word in it is offered, with the word taken out of the search and all else kept.
 */
export const filtersMeant = (
  register: Register,
  path: string,
  query: URLSearchParams,
  context: KindContext,
): readonly FilterMeant[] => {
  const words = (query.get('q') ?? '').split(/[\s\u3000]+/u).filter(word => word !== '')
  const visible = new Set(register.publicFields.map(field => field.id))
  const filters = register.definition.filters.filter(id => visible.has(id)).map(id => register.field(id))
  const found = [...new Set(words)].slice(0, mostWords).flatMap(word => {
    const folded = searchForm(word)
    if (folded.length < shortest) return []
    const rest = words.filter(other => other !== word).join(' ')
    const has = (names: readonly string[]): boolean => names.some(name => foldOf(name).includes(folded))
    return filters.flatMap(field => {
      const { field: definition } = field
      const choices =
        definition.kind === 'choice' || definition.kind === 'choices'
          ? definition.of.map(choice => ({ code: choice.code, name: choice.label, kana: '' }))
          : definition.kind === 'address'
            ? context.municipalities()
            : []
      return choices
        .filter(({ name, kana }) => has([name.ja, name.en, kana]))
        .map(({ code, name }) => ({
          label: filterLabel(register, field),
          value: name,
          path: withQuery(path, query, { q: rest || null, [field.id]: code, after: null, before: null }),
        }))
    })
  })
  return found.slice(0, most)
}
