import type { Language } from '../base/bilingual.ts'
import { href } from './link.ts'

interface WorkFiguresProps {
  readonly language: Language
  readonly items: readonly {
    readonly title: string
    readonly count: number
    readonly path: string
    /** Stands out while it is not nought; the words say what it is, colour alone tells nothing. */
    readonly urgent?: boolean | undefined
  }[]
}

/** Numbers that wait for someone, each the link to what it counts. */
export const WorkFigures = ({ language, items }: WorkFiguresProps) => (
  <ul class="work">
    {items.map(({ title, count, path, urgent }) => (
      <li>
        <a class={count === 0 ? 'work-none' : urgent ? 'work-urgent' : undefined} href={href(language, path)}>
          <span class="figure">{count.toLocaleString('en')}</span>
          {language === 'ja' ? <span class="figure-unit">件</span> : null}
          <span class="work-title">{title}</span>
        </a>
      </li>
    ))}
  </ul>
)
