import type { Child } from 'hono/jsx'
import { type Bilingual, type Language, say } from '../../base/bilingual.ts'
import type { Condition } from '../../platform/health/condition.ts'
import type { Crumb } from '../../platform/routing/outcome.ts'
import type { MenuEntry } from '../../platform/routing/route.ts'
import { Breadcrumbs } from '../../ui/breadcrumbs.tsx'
import { href } from '../../ui/link.ts'
import { Banner, Notice } from '../../ui/notice.tsx'
import { PageLanguage } from '../../ui/words.tsx'
import type { Assets } from '../assets/assets.ts'
import type { MapTiles, SiteNames } from '../options.ts'
import { Conditions } from './conditions.tsx'
import { Footer } from './footer.tsx'
import { Header, type SignedIn } from './header.tsx'

export interface LayoutProps {
  readonly language: Language
  readonly staff: boolean
  readonly site: SiteNames
  readonly assets: Assets
  readonly title: Bilingual
  /** Path and query of this page without the language, for the switch to the same page. */
  readonly address: string
  readonly menu: readonly MenuEntry[]
  readonly signedIn?: SignedIn | undefined
  readonly signInPath?: string | undefined
  readonly crumbs: readonly Crumb[]
  readonly wide: boolean
  readonly scripts: readonly string[]
  readonly notice?: Bilingual | undefined
  readonly sample: boolean
  readonly conditions: readonly Condition[]
  readonly mapTiles?: MapTiles | undefined
  readonly body: Child
}

const sampleLabel: Bilingual = { ja: '見本データ', en: 'Sample data' }
const sampleText: Bilingual = {
  ja: '表示している記録は見本です。実在の事業者や許可ではありません。',
  en: 'The records shown are samples, not real businesses or permits.',
}

const Head = (props: LayoutProps) => {
  const { language, assets, site } = props
  const name = say(site.service, language)
  return (
    <head>
      <meta charset="utf-8" />
      <title>{props.address === '/' ? name : `${say(props.title, language)}｜${name}`}</title>
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      {props.staff ? <meta name="robots" content="noindex" /> : null}
      <link rel="icon" href={assets.url('icon.svg')} type="image/svg+xml" />
      <link rel="stylesheet" href={assets.url('site.css')} />
      <link rel="alternate" hreflang="ja" href={href('ja', props.address)} />
      <link rel="alternate" hreflang="en" href={href('en', props.address)} />
      <script type="module" src={assets.url('page.js')} />
      {props.scripts.map(script => (
        <>
          {assets.has(`${script}.css`) ? <link rel="stylesheet" href={assets.url(`${script}.css`)} /> : null}
          <script type="module" src={assets.url(`${script}.js`)} />
        </>
      ))}
      {props.mapTiles && props.scripts.includes('map') ? (
        <meta name="musubi-tiles" content={props.mapTiles.url} data-credit={say(props.mapTiles.credit, language)} />
      ) : null}
    </head>
  )
}

export const Layout = (props: LayoutProps) => {
  const { language } = props
  return (
    <html lang={language} class={props.staff ? 'zone-staff' : 'zone-public'}>
      <Head {...props} />
      <body class={props.wide ? 'wide' : undefined}>
        <a class="skip-link" href="#main">
          {language === 'ja' ? '本文へ移動' : 'Skip to main content'}
        </a>
        <Conditions language={language} conditions={props.conditions} />
        {props.sample ? (
          <Banner tone="info" label={say(sampleLabel, language)}>
            {say(sampleText, language)}
          </Banner>
        ) : null}
        <PageLanguage.Provider value={language}>
          <Header {...props} />
          <div class="width">
            <Breadcrumbs language={language} crumbs={props.crumbs} />
            <main id="main" tabindex={-1}>
              {props.notice ? (
                <Notice tone="success" live>
                  <p>{say(props.notice, language)}</p>
                </Notice>
              ) : null}
              {props.body}
            </main>
          </div>
        </PageLanguage.Provider>
        <Footer language={language} site={props.site} staff={props.staff} address={props.address} menu={props.menu} />
      </body>
    </html>
  )
}
