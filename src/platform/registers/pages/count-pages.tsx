import type { Language } from '../../../base/bilingual.ts'
import { formatDay, readDay } from '../../../base/calendar/wareki.ts'
import { InputError } from '../../../base/problem.ts'
import { LinkButton } from '../../../ui/button.tsx'
import { SelectField, TextField } from '../../../ui/field.tsx'
import { href } from '../../../ui/link.ts'
import { Notice } from '../../../ui/notice.tsx'
import { PageHeading } from '../../../ui/page.tsx'
import { SearchForm } from '../../../ui/search-form.tsx'
import { Table } from '../../../ui/table.tsx'
import type { Outcome } from '../../routing/outcome.ts'
import type { RouteRequest } from '../../routing/route.ts'
import { type GroupCount, today } from '../history.ts'
import { showField } from '../kinds/index.ts'
import type { KindContext } from '../kinds/kind.ts'
import type { RegisterField } from '../register.ts'
import type { Registers } from '../registers.ts'
import type { RegisterService } from '../service.ts'
import { isPersonal, visibleFields } from '../visibility.ts'
import { nameOf } from './naming.ts'
import { staffList } from './paths.ts'

const groupable: ReadonlySet<string> = new Set([
  'choice',
  'choices',
  'yesNo',
  'address',
  'reference',
  'integer',
  'code',
  'text',
])

/** Fields by which a register may be counted: everything that has groups and tells nothing of a person. */
export const groupFields = (service: RegisterService, request: RouteRequest): readonly RegisterField[] =>
  visibleFields(service.register, request.actor).filter(field => groupable.has(field.field.kind) && !isPersonal(field))

/** What a group is called: the choice's label, the municipality, the record that a reference leads to. */
export const groupNames = async (
  registers: Registers,
  request: RouteRequest,
  by: RegisterField | null,
  keys: readonly string[],
  context: KindContext,
  language: Language,
): Promise<ReadonlyMap<string, string>> => {
  const names = new Map<string, string>()
  if (!by) return names
  const { field } = by
  if (field.kind === 'reference') {
    const target = registers.find(field.to)
    for (const named of target ? await target.names(request.act(), keys) : [])
      names.set(named.id, target ? nameOf(target.register, named.values, language, context) : named.id)
    return names
  }
  for (const key of keys) {
    if (field.kind === 'choice' || field.kind === 'choices')
      names.set(key, field.of.find(choice => choice.code === key)?.label[language] ?? key)
    else if (field.kind === 'address') names.set(key, context.municipality(key)?.[language] ?? key)
    else if (field.kind === 'yesNo') names.set(key, showField(field, key === 'true', language, context))
    else names.set(key, key)
  }
  return names
}

export interface Counts {
  readonly day: string
  readonly by: RegisterField | null
  readonly real: readonly GroupCount[]
  readonly sample: readonly GroupCount[]
  readonly names: ReadonlyMap<string, string>
}

/** @throws InputError for a day that cannot be read */
export const readCounts = async (
  registers: Registers,
  service: RegisterService,
  request: RouteRequest,
): Promise<Counts> => {
  const context = service.context()
  const act = request.act()
  const day = readDay(request.query.get('day') || today(act))
  if (!day.ok) throw new InputError(day.problems.map(problem => ({ ...problem, field: 'day' })))
  const wanted = request.query.get('by')
  const by = wanted ? (groupFields(service, request).find(field => field.id === wanted) ?? null) : null
  const { real, sample } = await registers.history(service.register.id).counts(act, day.value, by)
  const keys = [...new Set([...real, ...sample].flatMap(group => (group.key === null ? [] : [group.key])))]
  const names = await groupNames(registers, request, by, keys, context, request.language)
  return { day: day.value, by, real, sample, names }
}

const total = (groups: readonly GroupCount[]) => groups.reduce((sum, group) => sum + group.count, 0)

/** How many records there were at the end of a day, grouped by any field; sample records apart. */
export const countsPage = async (
  registers: Registers,
  service: RegisterService,
  request: RouteRequest,
): Promise<Outcome> => {
  const { register } = service
  const { language } = request
  const counts = await readCounts(registers, service, request)
  const path = `${staffList(register)}/counts`
  const none = language === 'ja' ? '（記載なし）' : '(not entered)'
  const keys = [...new Set([...counts.real, ...counts.sample].map(group => group.key))]
  const of = (groups: readonly GroupCount[], key: string | null) => groups.find(group => group.key === key)?.count ?? 0
  const rows = keys.map(key => ({
    cells: [
      key === null ? (counts.by ? none : language === 'ja' ? '全体' : 'All') : (counts.names.get(key) ?? key),
      of(counts.real, key).toLocaleString('en'),
      of(counts.sample, key).toLocaleString('en'),
    ],
  }))
  const title = {
    ja: `${register.definition.title.ja}の時点の件数`,
    en: `${register.definition.title.en}: counts as of a day`,
  }
  const several = counts.by?.field.kind === 'choices'
  // Nothing at all is true of a day before the first record, and looks like a fault to who does not know it.
  const first = keys.length === 0 ? await registers.history(register.id).firstDay(request.act()) : null
  return {
    kind: 'page',
    title,
    crumbs: [
      { title: register.definition.title, path: staffList(register) },
      { title: { ja: '時点の件数', en: 'Counts' } },
    ],
    body: (
      <>
        <PageHeading title={title[language]} />
        <SearchForm language={language} path={path} label={title} queryName={null}>
          <TextField
            language={language}
            name="day"
            filter
            label={{ ja: '時点（その日の終わり）', en: 'As of the end of' }}
            help={{ ja: '例　令和8年3月31日、2026-03-31', en: 'For example 2026-03-31' }}
            value={counts.day}
            width="short"
          />
          <SelectField
            language={language}
            name="by"
            filter
            label={{ ja: '分ける項目', en: 'Group by' }}
            value={counts.by?.id ?? ''}
            empty={{ ja: '分けない', en: 'No groups' }}
            choices={groupFields(service, request).map(field => ({
              value: field.id,
              label: field.field.label[language],
            }))}
          />
        </SearchForm>
        {several ? (
          <Notice tone="info">
            {language === 'ja'
              ? '1件が複数の区分に当たることがあるため、合計は件数と一致しません。'
              : 'A record may count in several groups, so the sum may exceed the records.'}
          </Notice>
        ) : null}
        {first !== null && counts.day < first ? (
          <Notice tone="info">
            {language === 'ja'
              ? `この台帳に最初の記録が登録されたのは${formatDay(first, language)}です。それより前の日には記録がないため、0件になります。`
              : `The first record was entered on ${formatDay(first, language)}. Before that day there are none to count.`}
          </Notice>
        ) : null}
        {counts.by && keys.length > 0 ? (
          <img
            class="chart"
            src={href(language, `${path}.svg?day=${counts.day}&by=${counts.by.id}`)}
            alt={
              language === 'ja'
                ? '件数のグラフ。数値は下の表にあります。'
                : 'Chart of the counts; the figures are in the table below.'
            }
          />
        ) : null}
        <Table
          language={language}
          caption={title}
          captionHidden
          columns={[
            { title: counts.by?.field.label ?? { ja: '区分', en: 'Group' } },
            { title: { ja: '件数', en: 'Records' }, numeric: true },
            { title: { ja: '見本の件数', en: 'Sample records' }, numeric: true },
          ]}
          rows={[
            ...rows,
            ...(several
              ? []
              : [
                  {
                    cells: [
                      language === 'ja' ? '合計' : 'Total',
                      total(counts.real).toLocaleString('en'),
                      total(counts.sample).toLocaleString('en'),
                    ],
                  },
                ]),
          ]}
        />
        <LinkButton
          language={language}
          look="secondary"
          path={`${path}.xlsx?day=${counts.day}${counts.by ? `&by=${counts.by.id}` : ''}`}
        >
          {language === 'ja' ? 'Excelで受け取る' : 'Download Excel'}
        </LinkButton>
      </>
    ),
  }
}
