import { type Language, say } from '../../base/bilingual.ts'
import type { MenuEntry } from '../../platform/routing/route.ts'
import { href } from '../../ui/link.ts'
import { Words } from '../../ui/words.tsx'
import type { SiteNames } from '../options.ts'
import { barOf } from './bar.ts'

export interface SignedIn {
  readonly name: string
  /** The person's own page; none before they have a password of their own. */
  readonly accountPath?: string | undefined
  readonly outPath: string
  readonly csrf: string
}

interface HeaderProps {
  readonly language: Language
  readonly staff: boolean
  readonly site: SiteNames
  readonly address: string
  readonly menu: readonly MenuEntry[]
  readonly signedIn?: SignedIn | undefined
  readonly signInPath?: string | undefined
}

/** Two cords tied: the platform's name is the tie. Drawn in the text's colour, so that it serves in the dark and in print. */
const Mark = () => (
  <svg class="mark" viewBox="0 0 48 32" width="42" height="28" aria-hidden="true" focusable="false">
    <path d="M2 9c13 0 14 14 22 14S33 9 46 9" />
    <path d="M2 23c13 0 14-14 22-14s9 14 22 14" />
  </svg>
)

const LanguageSwitch = ({ language, address }: Pick<HeaderProps, 'language' | 'address'>) => {
  const other = language === 'ja' ? 'en' : 'ja'
  return (
    <a class="language-switch" href={href(other, address)} lang={other} hreflang={other} rel="alternate">
      {other === 'en' ? 'English' : '日本語'}
    </a>
  )
}

const Account = ({ language, signedIn, signInPath }: Pick<HeaderProps, 'language' | 'signedIn' | 'signInPath'>) => {
  if (signedIn) {
    return (
      <form class="account" method="post" action={href(language, signedIn.outPath)}>
        <input type="hidden" name="csrf" value={signedIn.csrf} />
        {signedIn.accountPath ? (
          <a
            class="account-name account-link"
            href={href(language, signedIn.accountPath)}
            title={language === 'ja' ? 'マイアカウント' : 'My account'}
          >
            <Words text={signedIn.name} />
          </a>
        ) : (
          <span class="account-name">
            <Words text={signedIn.name} />
          </span>
        )}
        <button class="button button-quiet" type="submit">
          {language === 'ja' ? 'サインアウト' : 'Sign out'}
        </button>
      </form>
    )
  }
  return signInPath ? (
    <a class="account-link" href={href(language, signInPath)}>
      {language === 'ja' ? 'サインイン' : 'Sign in'}
    </a>
  ) : null
}

export const Header = (props: HeaderProps) => {
  const { language, site, menu, address } = props
  return (
    <header class="site-header">
      <div class="width site-bar">
        <a class="site-name" href={href(language, '/')}>
          <Mark />
          <span>
            <span class="site-prefecture">
              {say(site.prefecture, language)}
              {props.staff ? (language === 'ja' ? '　職員用' : ' · Staff') : ''}
            </span>
            <span class="site-service">{say(site.service, language)}</span>
          </span>
        </a>
        <div class="site-tools">
          <LanguageSwitch language={language} address={address} />
          <Account language={language} signedIn={props.signedIn} signInPath={props.signInPath} />
        </div>
      </div>
      {menu.length > 0 ? (
        <nav class="site-menu" aria-label={language === 'ja' ? '主なメニュー' : 'Main menu'}>
          <ul class="width">
            {barOf(menu, address).map(({ entry, here, minor }) => (
              <li class={minor ? 'minor' : undefined}>
                <a href={href(language, entry.path)} aria-current={here ? 'true' : undefined}>
                  {say(entry.title, language)}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      ) : null}
    </header>
  )
}
