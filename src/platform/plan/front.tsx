import { type Bilingual, type Language, say } from '../../base/bilingual.ts'
import { Card, Cards } from '../../ui/card.tsx'
import { href } from '../../ui/link.ts'
import { PageHeading, Section } from '../../ui/page.tsx'
import { SearchForm } from '../../ui/search-form.tsx'
import type { RegionDefinition } from '../region.ts'
import type { Outcome } from '../routing/outcome.ts'
import type { Route } from '../routing/route.ts'
import type { PlanService } from './service.ts'
import type { MeasureView } from './view.ts'

/** What people come for: a few words that say what they can do, and where. */
export interface FrontTask {
  readonly title: Bilingual
  readonly path: string
  readonly text: Bilingual
}

export interface FrontParts {
  readonly region: RegionDefinition
  readonly plan: PlanService
  /** Three at most: a longer list is a menu. */
  readonly tasks: readonly FrontTask[]
  /** Path of the search over all systems (GET with `q`); without it there is no search box. */
  readonly search?: string
}

const inOneSentence = (region: RegionDefinition): Bilingual => ({
  ja: `${region.prefecture.name.ja}と県内の市町村が一緒に使う公共システムです。登録や届出の記録をさがし、計画の進み具合を確かめられます。`,
  en: `The public systems that ${region.prefecture.name.en} and its municipalities share: search their records and see how the plan is going.`,
})

const FieldCards = ({
  language,
  region,
  views,
}: {
  language: Language
  region: RegionDefinition
  views: readonly MeasureView[]
}) => {
  const ja = language === 'ja'
  return (
    <Cards>
      {region.plan.fields.map(field => {
        const inField = views.filter(view => view.field === field)
        const working = inField.filter(view => view.state !== 'missing').length
        return (
          <Card
            language={language}
            title={`${field.number} ${say(field.title, language)}`}
            path={`/plan?field=${field.id}`}
          >
            <ul class="plain">
              {field.sections.map(section => (
                <li>{say(section.title, language)}</li>
              ))}
            </ul>
            <p>
              {ja
                ? `${inField.length}の取組のうち、システムがあるもの：${working}`
                : `${working} of ${inField.length} entries have a system`}
            </p>
          </Card>
        )
      })}
    </Cards>
  )
}

const FrontPage = ({
  language,
  parts,
  views,
}: {
  language: Language
  parts: FrontParts
  views: readonly MeasureView[]
}) => {
  const { region, tasks, search } = parts
  const ja = language === 'ja'
  return (
    <>
      <PageHeading title={say(region.service, language)} lead={say(inOneSentence(region), language)} />
      <Section title={ja ? 'よく使われること' : 'What most people come for'}>
        <Cards>
          {tasks.map(task => (
            <Card language={language} title={say(task.title, language)} path={task.path}>
              <p>{say(task.text, language)}</p>
            </Card>
          ))}
        </Cards>
      </Section>
      {search ? (
        <Section title={ja ? 'さがす' : 'Search'}>
          <SearchForm
            language={language}
            path={search}
            label={{ ja: 'すべてのシステムからさがす', en: 'Search all systems' }}
          />
        </Section>
      ) : null}
      <Section title={say(region.plan.title, language)}>
        <p>
          {ja
            ? '計画の取組ごとに、システムの状態と指標の値を公開しています。'
            : 'Every entry of the plan with the state of its system and its figures.'}
        </p>
        <FieldCards language={language} region={region} views={views} />
        <p>
          <a href={href(language, '/plan')}>{ja ? '計画の取組をすべて見る' : 'See all entries of the plan'}</a>
        </p>
      </Section>
    </>
  )
}

/** `/`: what this is, what most people come for, and the plan. */
export const frontRoute = (parts: FrontParts): Route => ({
  method: 'GET',
  path: '/',
  zone: 'public',
  access: 'everyone',
  ledger: [],
  handle: async ({ language }): Promise<Outcome> => ({
    kind: 'page',
    title: parts.region.service,
    body: <FrontPage language={language} parts={parts} views={await parts.plan.overview()} />,
  }),
})
