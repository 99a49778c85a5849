import { type Bilingual, type Language, say } from '../../../base/bilingual.ts'
import { href } from '../../../ui/link.ts'
import type { FilterMeant } from './filters-meant.ts'

interface MeantLinksProps {
  readonly language: Language
  readonly meant: readonly FilterMeant[]
  /** The list they lead to, where several are searched at once. */
  readonly of?: Bilingual
}

/** The filters that the words of a search may have meant, each as a link to the list under it. */
export const MeantLinks = ({ language, meant, of }: MeantLinksProps) => {
  if (meant.length === 0) return null
  const ja = language === 'ja'
  const list = of ? say(of, language) : null
  return (
    <nav
      class="meant"
      aria-label={list ? (ja ? `${list}を条件でさがす` : `${list} by filter`) : ja ? '条件でさがす' : 'By filter'}
    >
      <p>
        {list
          ? ja
            ? `${list}を、次の条件でさがせます。`
            : `${list} can be searched by:`
          : ja
            ? '次の条件でさがせます。'
            : 'Try a filter instead:'}
      </p>
      <ul>
        {meant.map(({ label, value, path }) => (
          <li>
            <a href={href(language, path)}>{`${say(label, language)}${ja ? '：' : ': '}${say(value, language)}`}</a>
          </li>
        ))}
      </ul>
    </nav>
  )
}
