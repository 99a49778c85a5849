import type { Child } from 'hono/jsx'
import type { Language } from '../base/bilingual.ts'
import { href } from './link.ts'

interface CardProps {
  readonly language: Language
  readonly title: string
  readonly path?: string | undefined
  /** Level of the heading on its page. Default 3. */
  readonly level?: 2 | 3 | 4 | undefined
  /** Tags beside the title. */
  readonly tags?: Child | undefined
  readonly children?: Child | undefined
}

/** One thing of several. The title is the link; the whole card takes the click (the stylesheet stretches it). */
export const Card = ({ language, title, path, level = 3, tags, children }: CardProps) => {
  const Heading = `h${level}` as const
  return (
    <article class={path ? 'card card-link' : 'card'}>
      <Heading class="card-title">{path ? <a href={href(language, path)}>{title}</a> : title}</Heading>
      {tags ? <p class="card-tags">{tags}</p> : null}
      {children}
    </article>
  )
}

export const Cards = ({ children }: { readonly children?: Child }) => <div class="cards">{children}</div>
