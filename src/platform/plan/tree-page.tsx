import { type Bilingual, type Language, say } from '../../base/bilingual.ts'
import { Details } from '../../ui/details.tsx'
import { Empty } from '../../ui/empty.tsx'
import { href, withQuery } from '../../ui/link.ts'
import { PageHeading } from '../../ui/page.tsx'
import { MeasureCard } from './card.tsx'
import type { PlanDefinition } from './measure.ts'
import type { MeasureState, MeasureView } from './view.ts'
import { roles, states } from './words.ts'

type FilterName = 'field' | 'role' | 'state'

interface TreePageProps {
  readonly language: Language
  readonly plan: PlanDefinition
  readonly views: readonly MeasureView[]
  readonly query: URLSearchParams
}

const filterValue: Readonly<Record<FilterName, (view: MeasureView) => string>> = {
  field: view => view.field.id,
  role: view => view.measure.role,
  state: view => view.state,
}
const filterNames = Object.keys(filterValue).filter((name): name is FilterName => name in filterValue)

/** Only filters of this page, so that a link never carries on what a visitor's address held besides. */
const filtersIn = (query: URLSearchParams): URLSearchParams => {
  const kept = new URLSearchParams()
  for (const name of filterNames) {
    const value = query.get(name)
    if (value) kept.set(name, value)
  }
  return kept
}

const matches = (view: MeasureView, query: URLSearchParams, except?: FilterName): boolean =>
  filterNames.every(name => name === except || !query.has(name) || filterValue[name](view) === query.get(name))

/** One filter as links with the number of entries that each would show. */
const FilterLinks = (props: TreePageProps & { name: FilterName; label: Bilingual; choices: [string, Bilingual][] }) => {
  const { language, views, query, name } = props
  const others = views.filter(view => matches(view, query, name))
  const link = (value: string | null, text: string, count: number) => (
    <li>
      <a
        href={href(language, withQuery('/plan', query, { [name]: value }))}
        aria-current={(query.get(name) ?? null) === value ? 'true' : undefined}
      >
        {text} <span class="count">{count}</span>
      </a>
    </li>
  )
  return (
    <nav class="filter-links" aria-label={say(props.label, language)}>
      <p class="filter-links-label">{say(props.label, language)}</p>
      <ul>
        {link(null, language === 'ja' ? 'すべて' : 'All', others.length)}
        {props.choices.map(([value, text]) =>
          link(value, say(text, language), others.filter(view => filterValue[name](view) === value).length),
        )}
      </ul>
    </nav>
  )
}

const explain: Bilingual = { ja: '表示の意味', en: 'What the words mean' }

export const TreePage = (given: TreePageProps) => {
  const { language, plan, views } = given
  const query = filtersIn(given.query)
  const props = { ...given, query }
  const ja = language === 'ja'
  const shown = views.filter(view => matches(view, query))
  const stateIds: readonly MeasureState[] = ['running', 'sample', 'ready', 'missing']
  return (
    <>
      <PageHeading
        title={say(plan.title, language)}
        lead={
          ja
            ? '計画にある取組を、計画の番号のまま並べています。指標の値は、実際の記録から数えたものです。'
            : 'The entries of the plan under its own numbers. Figures are counted from real records.'
        }
      />
      <FilterLinks
        {...props}
        name="field"
        label={{ ja: '分野', en: 'Field' }}
        choices={plan.fields.map(field => [
          field.id,
          { ja: `${field.number} ${field.title.ja}`, en: `${field.number} ${field.title.en}` },
        ])}
      />
      <FilterLinks
        {...props}
        name="role"
        label={{ ja: 'Musubi の役割', en: 'What Musubi is to it' }}
        choices={Object.entries(roles).map(([id, role]) => [id, role.name])}
      />
      <FilterLinks
        {...props}
        name="state"
        label={{ ja: '状態', en: 'State' }}
        choices={stateIds.map(id => [id, states[id].name])}
      />
      <Details summary={say(explain, language)}>
        <dl class="definitions">
          {[...stateIds.map(id => states[id]), ...Object.values(roles)].map(word => (
            <div>
              <dt>{say(word.name, language)}</dt>
              <dd>{say(word.means, language)}</dd>
            </div>
          ))}
        </dl>
      </Details>
      <p role="status">{ja ? `${shown.length}件` : `${shown.length} entries`}</p>
      {shown.length === 0 ? (
        <Empty title={ja ? 'あてはまる取組はありません。' : 'No entry fits.'}>
          <p>
            <a href={href(language, '/plan')}>{ja ? 'すべての取組を表示する' : 'Show all entries'}</a>
          </p>
        </Empty>
      ) : null}
      {plan.fields.map(field => {
        const inField = shown.filter(view => view.field === field)
        if (inField.length === 0) return null
        return (
          <section class="section plan-field" aria-labelledby={`field-${field.id}`}>
            <h2 id={`field-${field.id}`}>
              {ja ? `分野${field.number} ` : `Field ${field.number}: `}
              {say(field.title, language)}
            </h2>
            {field.sections.map(section => {
              const inSection = inField.filter(view => view.section === section)
              if (inSection.length === 0) return null
              return (
                <section aria-labelledby={`section-${section.id}`}>
                  <h3 id={`section-${section.id}`}>
                    {section.number} {say(section.title, language)}
                  </h3>
                  <div class="cards plan-cards">
                    {inSection.map(view => (
                      <MeasureCard language={language} view={view} />
                    ))}
                  </div>
                </section>
              )
            })}
          </section>
        )
      })}
    </>
  )
}
