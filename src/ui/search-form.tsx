import type { Child } from 'hono/jsx'
import { type Bilingual, type Language, say } from '../base/bilingual.ts'
import { href } from './link.ts'

interface SearchFormProps {
  readonly language: Language
  /** The list's path. */
  readonly path: string
  readonly label: Bilingual
  /** Text searched for. Leave `queryName` null where the list has no text search. */
  readonly query?: string | undefined
  readonly queryName?: string | null | undefined
  readonly queryLabel?: Bilingual | undefined
  readonly queryHelp?: Bilingual | undefined
  /** Values that stay, such as the order. */
  readonly hidden?: Readonly<Record<string, string>> | undefined
  /** The few boxes that most people need; always in sight. */
  readonly first?: Child | undefined
  /** Boxes of the other filters. */
  readonly children?: Child | undefined
  /** Filters are folded away on a long list. */
  readonly folded?: boolean | undefined
  /** Unfolded at first; default: while something is searched. */
  readonly open?: boolean | undefined
  /** Something is searched or filtered: offers the way back to the whole list. */
  readonly active?: boolean | undefined
}

const words: Bilingual = { ja: 'ことばで探す', en: 'Search by words' }

/** Search and filters as one GET form: a result has an address that can be sent to someone. */
export const SearchForm = (props: SearchFormProps) => {
  const { language, children, queryName = 'q' } = props
  const ja = language === 'ja'
  return (
    <search>
      <form
        class="search-form"
        method="get"
        action={href(language, props.path)}
        aria-label={say(props.label, language)}
      >
        {Object.entries(props.hidden ?? {}).map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
        {queryName === null ? null : (
          <div class="field search-words">
            <label class="field-label" for="search-query">
              {say(props.queryLabel ?? words, language)}
            </label>
            {props.queryHelp ? (
              <p class="field-help" id="search-help">
                {say(props.queryHelp, language)}
              </p>
            ) : null}
            <input
              class="input"
              type="search"
              id="search-query"
              name={queryName}
              value={props.query}
              aria-describedby={props.queryHelp ? 'search-help' : undefined}
            />
          </div>
        )}
        {props.first ? <div class="filter-boxes">{props.first}</div> : null}
        {children ? (
          props.folded ? (
            <details class="filters" open={(props.open ?? props.active) ? true : undefined}>
              <summary>
                {props.first ? (ja ? 'ほかの条件で絞り込む' : 'More filters') : ja ? '条件で絞り込む' : 'Filters'}
              </summary>
              <div class="filter-boxes">{children}</div>
            </details>
          ) : (
            <div class="filter-boxes">{children}</div>
          )
        ) : null}
        <div class="buttons">
          <button class="button button-primary" type="submit">
            {ja ? '検索' : 'Search'}
          </button>
          {props.active ? (
            <a class="button button-quiet" href={href(language, props.path)}>
              {ja ? '条件をすべて消す' : 'Clear all'}
            </a>
          ) : null}
        </div>
      </form>
    </search>
  )
}
