import { type Bilingual, type Language, say } from '../../base/bilingual.ts'
import type { Problem } from '../../base/problem.ts'
import { Empty } from '../../ui/empty.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { SelectField, TextField } from '../../ui/field.tsx'
import { href } from '../../ui/link.ts'
import { PageHeading } from '../../ui/page.tsx'
import { Pagination } from '../../ui/pagination.tsx'
import { SearchForm } from '../../ui/search-form.tsx'
import { Table } from '../../ui/table.tsx'
import { StatusTag } from '../../ui/tag.tsx'
import type { LedgerEventDefinition } from './definition.ts'
import type { ChosenPeople } from './people.ts'
import { proofState } from './proof-service.ts'
import type { EntryPage, EntryRow } from './search.ts'
import { columnTitles, lead, ledgerTitle, nobody, stateWords, timeText } from './words.ts'

interface SearchPageProps {
  readonly language: Language
  readonly query: URLSearchParams
  readonly people: ChosenPeople['boxes']
  readonly registers: readonly { readonly id: string; readonly title: Bilingual }[]
  readonly page: EntryPage
  readonly problems: readonly Problem[]
  readonly events: readonly LedgerEventDefinition[]
  readonly names: ReadonlyMap<string, string>
  /** Size of the newest checkpoint. */
  readonly signed: number
  /** Entries of all organisations that wait for their place, and for how long. */
  readonly lag: { readonly entries: number; readonly seconds: number }
}

const path = '/ledger'
const recordHelp: Bilingual = {
  ja: '記録のページの「この記録の証跡」から来ると、IDが入ります。',
  en: 'Filled in when you come from "Ledger of this record" on the record\'s page.',
}
const personHelp: Bilingual = {
  ja: '氏名、フリガナ、メールアドレス、職員番号、またはID',
  en: 'Name, reading, e-mail address, staff number or id',
}

const Filters = ({ language, query, problems, events, people, registers }: SearchPageProps) => {
  const box = (name: string, label: Bilingual, help?: Bilingual) => (
    <TextField
      language={language}
      name={name}
      label={label}
      filter
      help={help}
      problems={problems}
      value={query.get(name) ?? ''}
    />
  )
  const person = (name: 'person' | 'actor', label: Bilingual) => {
    const { typed, chosen, choices } = people[name]
    return choices.length > 0 ? (
      <SelectField
        language={language}
        name={name}
        label={label}
        filter
        problems={problems}
        empty={{ ja: '選んでください', en: 'Choose' }}
        choices={choices.map(one => ({ value: one.id, label: `${one.name} (${one.email})` }))}
      />
    ) : (
      <TextField
        language={language}
        name={name}
        label={label}
        filter
        help={chosen ? { ja: chosen.name, en: chosen.name } : personHelp}
        problems={problems}
        value={chosen?.email ?? typed}
      />
    )
  }
  const register = query.get('register') ?? ''
  const known = registers.some(one => one.id === register)
  const day = (name: string, label: Bilingual) => (
    <TextField
      language={language}
      name={name}
      label={label}
      filter
      type="date"
      problems={problems}
      value={query.get(name) ?? ''}
    />
  )
  const active =
    ['register', 'record', 'event', 'from', 'to'].some(name => query.get(name)) ||
    people.person.typed !== '' ||
    people.actor.typed !== ''
  return (
    <SearchForm
      language={language}
      path={path}
      label={{ ja: '証跡を探す', en: 'Search the ledger' }}
      queryName={null}
      active={active}
    >
      <SelectField
        language={language}
        name="event"
        label={columnTitles.event}
        filter
        empty={{ ja: 'すべて', en: 'All' }}
        value={query.get('event') ?? ''}
        choices={events.map(event => ({ value: event.id, label: say(event.title, language) }))}
      />
      <SelectField
        language={language}
        name="register"
        label={{ ja: '台帳', en: 'Register' }}
        filter
        problems={problems}
        empty={{ ja: 'すべて', en: 'All' }}
        value={register}
        choices={[
          ...registers.map(one => ({ value: one.id, label: say(one.title, language) })),
          ...(register && !known ? [{ value: register, label: register }] : []),
        ]}
      />
      {box('record', columnTitles.record, recordHelp)}
      {person('person', columnTitles.person)}
      {person('actor', columnTitles.actor)}
      {day('from', { ja: 'この日から', en: 'From' })}
      {day('to', { ja: 'この日まで', en: 'To' })}
    </SearchForm>
  )
}

const reasonOf = (content: string): string => {
  const { reason }: { reason?: unknown } = JSON.parse(content)
  return typeof reason === 'string' ? reason : ''
}

const cellsOf = (row: EntryRow, { language, events, names, signed, registers }: SearchPageProps) => {
  const event = events.find(each => each.id === row.event)
  const register = registers.find(one => one.id === row.register)?.title
  const { title, tone } = stateWords[proofState(row.seq, signed)]
  return [
    <a href={href(language, `${path}/entries/${row.id}`)}>
      <time datetime={row.at}>{timeText(row.at, language)}</time>
    </a>,
    event ? say(event.title, language) : row.event,
    row.actor === null ? say(nobody, language) : (names.get(row.actor) ?? row.actor),
    row.register === null ? '' : [register ? say(register, language) : row.register, row.record].join(' '),
    reasonOf(row.content),
    <StatusTag tone={tone}>{say(title, language)}</StatusTag>,
  ]
}

const lagText = ({ language, lag }: SearchPageProps): string => {
  const seconds = Math.round(lag.seconds)
  if (lag.entries === 0)
    return language === 'ja' ? 'すべての記録に番号が付いています。' : 'Every entry has its place in the log.'
  return language === 'ja'
    ? `${lag.entries} 件が番号を待っています（最も古いものは ${seconds} 秒前）。`
    : `${lag.entries} entries wait for their place (the oldest for ${seconds} s).`
}

/** 証跡: search by record, person, actor, event and day; every line says how far it is proven. */
export const SearchPage = (props: SearchPageProps) => {
  const { language, page, problems, query } = props
  return (
    <>
      <ErrorSummary language={language} problems={problems} />
      <PageHeading title={say(ledgerTitle, language)} lead={say(lead, language)} />
      <Filters {...props} />
      <p class="muted">{lagText(props)}</p>
      {problems.length > 0 ? null : page.rows.length === 0 ? (
        <Empty title={language === 'ja' ? '該当する証跡はありません。' : 'No entry fits.'} />
      ) : (
        <Table
          language={language}
          caption={ledgerTitle}
          captionHidden
          columns={[
            { title: columnTitles.at },
            { title: columnTitles.event },
            { title: columnTitles.actor },
            { title: columnTitles.record },
            { title: columnTitles.reason },
            { title: columnTitles.state },
          ]}
          rows={page.rows.map(row => ({ cells: cellsOf(row, props) }))}
        />
      )}
      <Pagination language={language} path={path} query={query} before={page.before} after={page.after} />
    </>
  )
}
