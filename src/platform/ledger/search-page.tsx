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
import { proofState } from './proof-service.ts'
import type { EntryPage, EntryRow } from './search.ts'
import { columnTitles, lead, ledgerTitle, nobody, stateWords, timeText } from './words.ts'

interface SearchPageProps {
  readonly language: Language
  readonly query: URLSearchParams
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
const idHelp: Bilingual = { ja: 'IDをそのまま入力してください。', en: 'The id as it is.' }

const Filters = ({ language, query, problems, events }: SearchPageProps) => {
  const box = (name: string, label: Bilingual, help?: Bilingual) => (
    <TextField
      language={language}
      name={name}
      label={label}
      help={help}
      problems={problems}
      value={query.get(name) ?? ''}
    />
  )
  const day = (name: string, label: Bilingual) => (
    <TextField
      language={language}
      name={name}
      label={label}
      type="date"
      problems={problems}
      value={query.get(name) ?? ''}
    />
  )
  const active = ['register', 'record', 'person', 'actor', 'event', 'from', 'to'].some(name => query.get(name))
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
        empty={{ ja: 'すべて', en: 'All' }}
        value={query.get('event') ?? ''}
        choices={events.map(event => ({ value: event.id, label: say(event.title, language) }))}
      />
      {box('register', { ja: '台帳', en: 'Register' })}
      {box('record', columnTitles.record, idHelp)}
      {box('person', columnTitles.person, idHelp)}
      {box('actor', columnTitles.actor, idHelp)}
      {day('from', { ja: 'この日から', en: 'From' })}
      {day('to', { ja: 'この日まで', en: 'To' })}
    </SearchForm>
  )
}

const reasonOf = (content: string): string => {
  const { reason }: { reason?: unknown } = JSON.parse(content)
  return typeof reason === 'string' ? reason : ''
}

const cellsOf = (row: EntryRow, { language, events, names, signed }: SearchPageProps) => {
  const event = events.find(each => each.id === row.event)
  const { title, tone } = stateWords[proofState(row.seq, signed)]
  return [
    <a href={href(language, `${path}/entries/${row.id}`)}>
      <time datetime={row.at}>{timeText(row.at, language)}</time>
    </a>,
    event ? say(event.title, language) : row.event,
    row.actor === null ? say(nobody, language) : (names.get(row.actor) ?? row.actor),
    row.register === null ? '' : [row.register, row.record].join(' '),
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
      {page.rows.length === 0 ? (
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
