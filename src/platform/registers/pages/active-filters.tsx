import { type Language, say } from '../../../base/bilingual.ts'
import { href } from '../../../ui/link.ts'
import { Words } from '../../../ui/words.tsx'
import { choiceLabel } from '../kinds/choice.ts'
import type { KindContext } from '../kinds/kind.ts'
import { reservedParameters } from '../query.ts'
import type { Register } from '../register.ts'
import { openNow } from './filter-boxes.tsx'

interface ActiveFiltersProps {
  readonly register: Register
  readonly path: string
  readonly query: URLSearchParams
  readonly language: Language
  readonly context: KindContext
}

const wordOf = (props: ActiveFiltersProps, name: string, value: string): string => {
  const { register, language, context } = props
  const dot = name.lastIndexOf('.')
  const field = register.fieldByName(dot < 0 ? name : name.slice(0, dot))?.field
  if (!field) return value
  const suffix = dot < 0 ? '' : name.slice(dot + 1)
  if (suffix === 'openAt') return say(openNow, language)
  const label = say(field.label, language)
  if (suffix === 'from') return language === 'ja' ? `${label} ${value}から` : `${label} from ${value}`
  if (suffix === 'to') return language === 'ja' ? `${label} ${value}まで` : `${label} to ${value}`
  if (field.kind === 'choice' || field.kind === 'choices')
    return `${label}: ${say(choiceLabel(field.of, value), language)}`
  if (field.kind === 'address') {
    const name = context.municipality(value)
    return name ? say(name, language) : value
  }
  if (field.kind === 'yesNo')
    return `${label}: ${value === 'true' ? (language === 'ja' ? 'はい' : 'yes') : language === 'ja' ? 'いいえ' : 'no'}`
  return `${label}: ${value}`
}

/** What narrows the list, in words, each with the link that takes it away. */
export const ActiveFilters = (props: ActiveFiltersProps) => {
  const { query, path, language } = props
  const set = [...query].filter(([name, value]) => value !== '' && (name === 'q' || !reservedParameters.has(name)))
  if (set.length === 0) return null
  const without = (name: string, value: string): string => {
    const rest = [...query].filter(
      ([one, other]) => other !== '' && !(one === name && other === value) && one !== 'after' && one !== 'before',
    )
    const text = new URLSearchParams(rest.map(([one, other]): [string, string] => [one, other])).toString()
    return text ? `${path}?${text}` : path
  }
  return (
    <ul class="active-filters" aria-label={language === 'ja' ? '検索の条件' : 'Search conditions'}>
      {set.map(([name, value]) => {
        const word = name === 'q' ? (language === 'ja' ? `「${value}」` : `“${value}”`) : wordOf(props, name, value)
        return (
          <li>
            <a href={href(language, without(name, value))}>
              <Words text={word} />
              <span class="visually-hidden">{language === 'ja' ? 'の条件を外す' : ': remove'}</span>
              <span aria-hidden="true"> ×</span>
            </a>
          </li>
        )
      })}
    </ul>
  )
}
