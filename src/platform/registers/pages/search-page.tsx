import type { Bilingual, Language } from '../../../base/bilingual.ts'
import { Empty } from '../../../ui/empty.tsx'
import { href } from '../../../ui/link.ts'
import { PageHeading, Section } from '../../../ui/page.tsx'
import { SearchForm } from '../../../ui/search-form.tsx'
import { Words } from '../../../ui/words.tsx'
import type { Route } from '../../routing/route.ts'
import { readListQuery } from '../query.ts'
import type { RecordRow } from '../record.ts'
import type { Registers } from '../registers.ts'
import { searchWords } from '../search.ts'
import type { Count, RegisterService } from '../service.ts'
import { countText } from './count-text.ts'
import { filtersMeant } from './filters-meant.ts'
import { MeantLinks } from './meant-links.tsx'
import { nameOf } from './naming.ts'
import { publicList, publicRecord } from './paths.ts'
import { RecordSummary } from './record-summary.tsx'

export const searchPath = '/search'

const title: Bilingual = { ja: 'すべてのシステムからさがす', en: 'Search all systems' }
const hitsShown = 5

interface Found {
  readonly service: RegisterService
  readonly rows: readonly RecordRow[]
  readonly count: Count
}

const findIn = async (service: RegisterService, words: string): Promise<Found | null> => {
  const { register } = service
  if (!register.published?.search.length) return null
  const visible = new Set(register.publicFields.map(field => field.id))
  const query = readListQuery(register, new URLSearchParams({ q: words, limit: String(hitsShown) }), visible)
  if (!query.ok) return null
  const { page, count } = await service.publishedPage(query.value)
  return page.rows.length ? { service, rows: page.rows, count } : null
}

const Hits = ({ found, words, language }: { found: Found; words: string; language: Language }) => {
  const { register } = found.service
  const context = found.service.context()
  const list = `${publicList(register)}?${new URLSearchParams({ q: words })}`
  const ja = language === 'ja'
  return (
    <Section title={`${register.definition.title[language]} ${countText(found.count, language)}`}>
      <ul class="hits">
        {found.rows.map(row => (
          <li>
            <a href={href(language, publicRecord(register, row.id))}>
              <Words text={nameOf(register, row.values, language, context)} />
            </a>
            <RecordSummary register={register} row={row} language={language} context={context} />
          </li>
        ))}
      </ul>
      {found.count.count > found.rows.length ? (
        <p>
          <a href={href(language, list)}>
            {ja
              ? `${register.definition.title.ja}を${countText(found.count, language)}すべて見る`
              : `All ${countText(found.count, language)} of ${register.definition.title.en}`}
          </a>
        </p>
      ) : null}
    </Section>
  )
}

/** `/search?q=`: the first hits of every published register, and the way to each one's whole list. */
export const searchRoute = (registers: Registers): Route => ({
  method: 'GET',
  path: searchPath,
  zone: 'public',
  access: 'everyone',
  ledger: [],
  handle: async request => {
    const { language } = request
    const ja = language === 'ja'
    const words = (request.query.get('q') ?? '').trim()
    const asked = searchWords(words).length > 0
    const found = asked
      ? (await Promise.all(registers.all().map(service => findIn(service, words)))).filter(one => one !== null)
      : []
    const query = new URLSearchParams({ q: words })
    return {
      kind: 'page',
      title,
      crumbs: [{ title }],
      body: (
        <>
          <PageHeading title={title[language]} />
          <SearchForm language={language} path={searchPath} label={title} query={words} />
          {!asked ? (
            <p>
              {ja
                ? '名前、住所、番号などを入力してください。ひらがな・カタカナでもさがせます。'
                : 'Enter a name, an address or a number; readings in kana work too.'}
            </p>
          ) : found.length === 0 ? (
            <Empty title={ja ? `「${words}」は見つかりませんでした。` : `Nothing was found for “${words}”.`}>
              <p>{ja ? 'ことばを短くして、もう一度検索してください。' : 'Try fewer or shorter words.'}</p>
            </Empty>
          ) : (
            found.map(one => <Hits found={one} words={words} language={language} />)
          )}
          {asked
            ? registers
                .all()
                .filter(({ register }) => register.published?.search.length)
                .map(service => (
                  <MeantLinks
                    language={language}
                    of={service.register.definition.title}
                    meant={filtersMeant(service.register, publicList(service.register), query, service.context())}
                  />
                ))
            : null}
        </>
      ),
    }
  },
})
