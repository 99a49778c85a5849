import { type Bilingual, type Language, say } from '../../base/bilingual.ts'
import { href } from '../../ui/link.ts'
import { Notice } from '../../ui/notice.tsx'
import { PageHeading, Section } from '../../ui/page.tsx'
import type { RegionDefinition } from '../region.ts'
import type { Route } from '../routing/route.ts'

const aboutTitle: Bilingual = { ja: 'このサービスについて', en: 'About this service' }
const accessibilityTitle: Bilingual = { ja: 'アクセシビリティ方針', en: 'Accessibility' }

const promises: readonly { readonly title: Bilingual; readonly text: Bilingual }[] = [
  {
    title: { ja: '受け付けた記録を失いません', en: 'Nothing acknowledged is ever lost' },
    text: {
      ja: '東日本大震災では、住民の記録が機器や庁舎ごと流失しました。受け付けた記録はすべて残し、変更の前後も残します。',
      en: 'In 2011 the tsunami washed residents’ records away with the machines that held them. Every record that was accepted is kept, and so is what it said before each change.',
    },
  },
  {
    title: { ja: 'だれが見たかを確かめられます', en: 'Everyone can see who looked' },
    text: {
      ja: '個人情報の閲覧とすべての変更は、あとから書き換えるとわかる証跡に残ります。',
      en: 'Every look at personal data and every change is in a ledger in which tampering shows.',
    },
  },
  {
    title: { ja: '必要なときに使えます', en: 'It works when it matters' },
    text: {
      ja: 'どのページも、JavaScriptなしで、古い電話でも、細い回線でも使えるように作っています。',
      en: 'Every page works without JavaScript, on an old phone, on a bad line.',
    },
  },
]

const AboutPage = ({ language, region }: { language: Language; region: RegionDefinition }) => {
  const ja = language === 'ja'
  return (
    <>
      <PageHeading
        title={say(aboutTitle, language)}
        lead={
          ja
            ? `「${region.service.ja}」は、${region.plan.title.ja}に書かれたシステムを、県と市町村がひとつの土台で共同利用するためのものです。`
            : `${region.service.en}: the systems of the plan “${region.plan.title.en}”, on one platform that the prefecture and its municipalities share.`
        }
      />
      <Section title={ja ? '3つの約束' : 'Three promises'}>
        <dl class="definitions">
          {promises.map(promise => (
            <div>
              <dt>{say(promise.title, language)}</dt>
              <dd>{say(promise.text, language)}</dd>
            </div>
          ))}
        </dl>
      </Section>
      <Section title={ja ? '見本の記録' : 'Sample records'} id="sample">
        <Notice>
          <p>
            {ja
              ? '「見本」と表示された記録は、使い方を試すために作った架空のものです。実在の事業者や人とは関係がありません。見本の記録は、指標や統計、ほかの機関に渡すデータには含みません。'
              : 'Records marked “sample” are invented, so that the systems can be tried out. They are about no real business or person, and never enter an indicator, a statistic or an export to others.'}
          </p>
        </Notice>
      </Section>
      <Section title={ja ? 'オープンソース' : 'Open source'}>
        <p>
          {ja
            ? 'このサービスのソフトウェア Musubi（結び）は、MITライセンスのオープンソースです。どの自治体も自由に使い、直し、確かめることができます。'
            : 'The software, Musubi, is open source under the MIT licence. Any government may use it, change it and check it.'}
        </p>
      </Section>
      <p>
        <a href={href(language, '/accessibility')}>{say(accessibilityTitle, language)}</a>
      </p>
    </>
  )
}

const AccessibilityPage = ({ language, contact }: { language: Language; contact: Bilingual }) => {
  const ja = language === 'ja'
  return (
    <>
      <PageHeading
        title={say(accessibilityTitle, language)}
        lead={
          ja
            ? 'だれもが同じように使えることを目指しています。'
            : 'We want everyone to be able to use this service alike.'
        }
      />
      <Section title={ja ? '目標とする基準' : 'The standard we aim for'}>
        <p>
          {ja
            ? 'JIS X 8341-3:2016 の適合レベルAA、および WCAG 2.2 のレベルAAに準拠することを目標とします。対象は、このサービスのすべてのページです。'
            : 'Conformance with JIS X 8341-3:2016 level AA and WCAG 2.2 level AA, for every page of this service.'}
        </p>
        <p>
          {ja
            ? '自動検査は開発のたびに行っています。第三者による試験はまだ行っていないため、「準拠」の表明はしていません。'
            : 'Automatic checks run with every change. No third party has tested the service yet, so we do not claim conformance.'}
        </p>
      </Section>
      <Section title={ja ? '工夫していること' : 'What we do'}>
        <ul>
          <li>{ja ? 'キーボードだけで操作できます。' : 'Everything works with the keyboard alone.'}</li>
          <li>{ja ? 'JavaScriptが動かなくても使えます。' : 'Everything works without JavaScript.'}</li>
          <li>
            {ja ? '色だけで意味を伝えず、ことばでも示します。' : 'Nothing is told by colour alone; a word says it too.'}
          </li>
          <li>
            {ja
              ? '地図には一覧を、グラフには表を添えています。'
              : 'Beside every map there is a list, beside every chart a table.'}
          </li>
        </ul>
      </Section>
      <Section title={ja ? 'お困りのとき' : 'If something does not work for you'}>
        <p>{say(contact, language)}</p>
      </Section>
    </>
  )
}

export interface AboutParts {
  readonly region: RegionDefinition
  /** Where residents turn to; says itself that it is a sample until the prefecture sets its own. */
  readonly contact?: Bilingual
}

const sampleContact: Bilingual = {
  ja: '連絡先（見本）：電話 022-000-0000、メール accessibility@mihon.example。実際の窓口は、運用を始める団体が定めます。',
  en: 'Contact (sample): telephone 022-000-0000, e-mail accessibility@mihon.example. The body that runs the service names its own.',
}

/** `/about` and `/accessibility`. */
export const aboutRoutes = ({ region, contact = sampleContact }: AboutParts): readonly Route[] => [
  {
    method: 'GET',
    path: '/about',
    zone: 'public',
    access: 'everyone',
    ledger: [],
    handle: ({ language }) => ({
      kind: 'page',
      title: aboutTitle,
      crumbs: [{ title: aboutTitle }],
      body: <AboutPage language={language} region={region} />,
    }),
  },
  {
    method: 'GET',
    path: '/accessibility',
    zone: 'public',
    access: 'everyone',
    ledger: [],
    handle: ({ language }) => ({
      kind: 'page',
      title: accessibilityTitle,
      crumbs: [{ title: accessibilityTitle }],
      body: <AccessibilityPage language={language} contact={contact} />,
    }),
  },
]
