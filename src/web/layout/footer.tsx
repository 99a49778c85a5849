import { type Language, say } from '../../base/bilingual.ts'
import type { SiteNames } from '../options.ts'

interface FooterProps {
  readonly language: Language
  readonly site: SiteNames
  readonly staff: boolean
}

export const Footer = ({ language, site, staff }: FooterProps) => (
  <footer class="site-footer">
    <div class="width">
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
