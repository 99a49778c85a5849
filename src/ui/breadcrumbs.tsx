import { type Bilingual, type Language, say } from '../base/bilingual.ts'
import { href } from './link.ts'
import { Words } from './words.tsx'

interface BreadcrumbsProps {
  readonly language: Language
  /** From the front page's child to this page; the front page itself is added. The last one needs no path. */
  readonly crumbs: readonly { readonly title: Bilingual; readonly path?: string | undefined }[]
}

const home: Bilingual = { ja: 'トップ', en: 'Home' }

export const Breadcrumbs = ({ language, crumbs }: BreadcrumbsProps) => {
  if (crumbs.length === 0) return null
  return (
    <nav class="breadcrumbs" aria-label={language === 'ja' ? '現在位置' : 'Breadcrumbs'}>
      <ol>
        {[{ title: home, path: '/' }, ...crumbs].map((crumb, at) => (
          <li>
            {crumb.path !== undefined && at < crumbs.length ? (
              <a href={href(language, crumb.path)}>
                <Words text={say(crumb.title, language)} />
              </a>
            ) : (
              <span aria-current={at === crumbs.length ? 'page' : undefined}>
                <Words text={say(crumb.title, language)} />
              </span>
            )}
          </li>
        ))}
      </ol>
    </nav>
  )
}
