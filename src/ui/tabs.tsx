import { type Bilingual, type Language, say } from '../base/bilingual.ts'
import { href } from './link.ts'

export interface Tab {
  readonly title: Bilingual
  readonly path: string
  readonly current?: boolean | undefined
  /** How many things wait there. */
  readonly count?: number | undefined
}

interface TabsProps {
  readonly language: Language
  readonly label: Bilingual
  readonly tabs: readonly Tab[]
}

/** Views of one thing, each a page of its own: links, so that each can be bookmarked and works without script. */
export const Tabs = ({ language, label, tabs }: TabsProps) => (
  <nav class="tabs" aria-label={say(label, language)}>
    <ul>
      {tabs.map(tab => (
        <li>
          <a href={href(language, tab.path)} aria-current={tab.current ? 'page' : undefined}>
            {say(tab.title, language)}
            {tab.count === undefined ? null : <span class="count">{tab.count.toLocaleString('en')}</span>}
          </a>
        </li>
      ))}
    </ul>
  </nav>
)
