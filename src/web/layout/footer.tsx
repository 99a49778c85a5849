import { type Language, say } from '../../base/bilingual.ts'
import type { MenuEntry } from '../../platform/routing/route.ts'
import { href } from '../../ui/link.ts'
import type { SiteNames } from '../options.ts'
import { barOf } from './bar.ts'

interface FooterProps {
  readonly language: Language
  readonly site: SiteNames
  readonly staff: boolean
  readonly address: string
  readonly menu: readonly MenuEntry[]
}

/** All that the bar leaves out on a phone. */
const WholeMenu = ({ language, address, menu }: Pick<FooterProps, 'language' | 'address' | 'menu'>) => {
  const bar = barOf(menu, address)
  if (!bar.some(({ minor }) => minor)) return null
  return (
    <nav aria-label={language === 'ja' ? 'すべてのメニュー' : 'Whole menu'}>
      <ul class="footer-menu">
        {bar.map(({ entry }) => (
          <li>
            <a href={href(language, entry.path)}>{say(entry.title, language)}</a>
          </li>
        ))}
      </ul>
    </nav>
  )
}

export const Footer = ({ language, site, staff, address, menu }: FooterProps) => (
  <footer class="site-footer">
    <div class="width">
      <WholeMenu language={language} address={address} menu={menu} />
      <p class="footer-name">
        {say(site.prefecture, language)}
        {language === 'ja' ? '　' : ' · '}
        {say(site.service, language)}
      </p>
      {site.tagline ? <p>{say(site.tagline, language)}</p> : null}
      {staff ? (
        <p>
          {language === 'ja'
            ? '個人情報の閲覧と記録の変更は、すべて証跡に残ります。'
            : 'Every look at personal data and every change is recorded.'}
        </p>
      ) : null}
    </div>
  </footer>
)
