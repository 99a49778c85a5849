import { type Bilingual, type Language, say } from '../../../base/bilingual.ts'
import { showMoment } from '../../../base/moment.ts'
import { InputError, type Problem } from '../../../base/problem.ts'
import { Button, Buttons } from '../../../ui/button.tsx'
import { Details } from '../../../ui/details.tsx'
import { ErrorSummary } from '../../../ui/error-summary.tsx'
import { CheckField, type Choice, SelectField, TextField } from '../../../ui/field.tsx'
import { Form } from '../../../ui/form.tsx'
import { PageHeading, Section } from '../../../ui/page.tsx'
import type { Outcome } from '../../routing/outcome.ts'
import type { RouteRequest } from '../../routing/route.ts'
import { idHeading, registerColumns, sampleHeading } from '../columns.ts'
import { listMappings, type SavedMapping, saveMapping } from '../import/mappings.ts'
import { type Survey, surveyFile } from '../import/survey.ts'
import type { KindContext } from '../kinds/kind.ts'
import type { Register, RegisterField } from '../register.ts'
import type { RegisterService } from '../service.ts'
import { isPersonal, visibleFields } from '../visibility.ts'
import { FieldInput } from '../widgets.tsx'
import type { FileTools } from './file-tools.ts'
import { gone, importPage, reportPage } from './import-pages.tsx'
import {
  columnBox,
  constantBox,
  firstDraft,
  type MappingDraft,
  openConstants,
  readMapping,
  wordBox,
  wordChoices,
  wordField,
} from './mapping-form.ts'
import { type Options, referenceOptions } from './options.ts'
import { staffList } from './paths.ts'

interface PartProps {
  readonly language: Language
  readonly register: Register
  readonly survey: Survey
  readonly draft: MappingDraft
  readonly problems: readonly Problem[]
}

const examples = (survey: Survey, at: number): string =>
  (survey.examples[at] ?? []).map(cell => (cell.length > 30 ? `${cell.slice(0, 30)}…` : cell)).join('、')

/** What the words of a column of choices mean; folded while all of them are understood. */
const Words = ({ language, register, survey, draft, problems, at }: PartProps & { readonly at: number }) => {
  const words = survey.words[at] ?? []
  const column = wordField(register, draft.chosen[at] ?? '')
  if (!column || words.length === 0) return null
  const ja = language === 'ja'
  const choices = wordChoices(column.field.field).map(({ text, label }) => ({
    value: text,
    label: say(label, language),
  }))
  const wrong = problems.some(({ field }) => field?.startsWith(`word.${at}.`))
  return (
    <Details
      summary={
        ja
          ? `「${survey.headings[at]}」の言葉の読み替え（${words.length}個）`
          : `Words of “${survey.headings[at]}” (${words.length})`
      }
      open={wrong || draft.words[at]?.includes(undefined)}
    >
      {words.map((word, place) => (
        <SelectField
          language={language}
          name={wordBox(at, place)}
          filter
          label={{ ja: word, en: word }}
          value={draft.words[at]?.[place] ?? ''}
          empty={{ ja: '読み替えない', en: 'As it stands' }}
          choices={choices}
          problems={problems}
        />
      ))}
    </Details>
  )
}

const Headings = (props: PartProps & { readonly choices: readonly Choice[] }) => {
  const { survey, language, draft, problems, choices } = props
  return (
    <>
      {survey.headings.map((heading, at) =>
        heading.trim() === '' ? null : (
          <>
            <SelectField
              language={language}
              name={columnBox(at)}
              filter
              label={{ ja: heading, en: heading }}
              help={{
                ja: `例: ${examples(survey, at) || '（空）'}`,
                en: `For example: ${examples(survey, at) || '(empty)'}`,
              }}
              value={draft.chosen[at] ?? ''}
              empty={{ ja: '取り込まない', en: 'Not imported' }}
              choices={choices}
              problems={problems}
            />
            <Words {...props} at={at} />
          </>
        ),
      )}
    </>
  )
}

const constantsTitle: Bilingual = {
  ja: 'ファイルに列がない項目に、決まった値を入れる',
  en: 'Fixed values for fields that have no column',
}

const Needed = ({ language, fields }: { readonly language: Language; readonly fields: readonly RegisterField[] }) => {
  const names = fields.flatMap(({ field }) => (field.required ? [say(field.label, language)] : []))
  if (names.length === 0) return null
  return (
    <p>
      {language === 'ja'
        ? `新しい記録には次の項目が要ります: ${names.join('、')}`
        : `A new record needs these fields: ${names.join(', ')}`}
    </p>
  )
}

/** Boxes of the fields as in the register's own form. Folded: most files need none, or one. */
const Constants = ({
  language,
  draft,
  problems,
  fields,
  context,
  options,
}: PartProps & {
  readonly fields: readonly RegisterField[]
  readonly context: KindContext
  readonly options: Options
}) => (
  <Details
    summary={say(constantsTitle, language)}
    open={
      problems.some(({ field }) => field?.startsWith(constantBox(''))) ||
      Object.values(draft.constants).some(texts => texts.some(text => text !== ''))
    }
  >
    <p>
      {language === 'ja'
        ? 'ここに入れた値が、すべての行に入ります。空の項目には何も入れません。'
        : 'Every row gets these values. What is empty here is not touched.'}
    </p>
    <Needed language={language} fields={fields} />
    {fields.map(({ id, field }) => (
      <FieldInput
        field={{ ...field, required: false }}
        id={constantBox(id)}
        texts={draft.constants[id] ?? []}
        problems={problems}
        language={language}
        context={context}
        {...(options[id] ? { options: options[id] ?? [] } : {})}
      />
    ))}
  </Details>
)

const title: Bilingual = { ja: '列の対応づけ', en: 'Mapping of columns' }
const lead: Bilingual = {
  ja: 'ファイルの見出しごとに、台帳のどの項目かを選びます。名前を付けて保存すると、次からも、出力でも使えます。',
  en: 'Choose for each heading which field it is. Saved under a name, the mapping serves the next file, and exports.',
}

interface PageState {
  readonly ticket: string
  readonly file: string
  readonly survey: Survey
  readonly draft: MappingDraft
  /** The saved mapping that is being mended: saving under its name replaces it. */
  readonly mending?: string | undefined
  /** Another one that has the name already. */
  readonly other?: SavedMapping | undefined
}

/** Asked only when the name is another mapping's: imports and exports under that one change with it. */
const Replace = ({ language, other }: { readonly language: Language; readonly other: SavedMapping }) => (
  <CheckField
    language={language}
    name="replace"
    value={other.id}
    label={{
      ja: `${showMoment(other.savedAt, 'ja')}に保存された「${other.name}」を、この対応づけに置き換える`,
      en: `Replace “${other.name}”, saved ${showMoment(other.savedAt, 'en')}, by this mapping`,
    }}
    help={{
      ja: '前の対応づけは残りません。それを使う取込と出力も、これから新しい対応づけになります。',
      en: 'The former one is not kept. Imports and exports that use it follow the new one from now on.',
    }}
  />
)

const shown = async (
  tools: FileTools,
  service: RegisterService,
  request: RouteRequest,
  state: PageState,
  problems: readonly Problem[] = [],
): Promise<Outcome> => {
  const { register } = service
  const { language } = request
  const { survey, draft, ticket } = state
  const fields = visibleFields(register, request.actor)
  const constants = openConstants(fields, draft)
  const options = await referenceOptions(tools.registers, request.act(), constants, draft.constants, language)
  const choices = [
    { value: 'id', label: idHeading },
    ...registerColumns(register)
      .filter(column => fields.includes(column.field))
      .map(column => ({
        value: column.id,
        label: column.heading + (isPersonal(column.field) ? (language === 'ja' ? '（個人情報）' : ' (personal)') : ''),
      })),
    { value: 'sample', label: sampleHeading },
  ]
  const parts = { language, register, survey, draft, problems }
  return {
    kind: 'page',
    status: problems.length ? 422 : 200,
    title,
    crumbs: [
      { title: register.definition.title, path: staffList(register) },
      { title: { ja: '取込', en: 'Import' }, path: `${staffList(register)}/import` },
      { title },
    ],
    body: (
      <>
        <PageHeading title={say(title, language)} lead={say(lead, language)} />
        <ErrorSummary language={language} problems={problems} />
        <Form
          language={language}
          path={`${staffList(register)}/import/mapping`}
          csrf={request.csrf}
          hidden={{ ticket, mending: state.mending ?? '' }}
        >
          <Section title={state.file}>
            <Headings {...parts} choices={choices} />
          </Section>
          <Constants {...parts} fields={constants} context={service.context()} options={options} />
          <TextField
            language={language}
            name="name"
            required
            label={{ ja: '対応づけの名前', en: 'Name of the mapping' }}
            help={{ ja: '例　○○課の台帳（年度末）', en: 'For example: list of our section, end of year' }}
            value={draft.name}
            problems={problems}
          />
          {state.other ? <Replace language={language} other={state.other} /> : null}
          <Buttons>
            <Button>{language === 'ja' ? '保存して内容を確かめる' : 'Save and check the file'}</Button>
          </Buttons>
        </Form>
      </>
    ),
  }
}

/** Heading by heading: which field it is. `mapping` begins with what was saved, to mend it. */
export const mappingPage = async (
  tools: FileTools,
  service: RegisterService,
  request: RouteRequest,
): Promise<Outcome> => {
  const { register } = service
  const act = request.act()
  const ticket = request.query.get('ticket') ?? ''
  const file = await tools.uploads.find(act, ticket)
  if (!file) return importPage(tools, service, request, [gone])
  const wanted = request.query.get('mapping')
  const mappings = wanted ? await listMappings(tools.registers.tools.database, act, register) : []
  const survey = await surveyFile(file)
  const saved = mappings.find(one => one.id === wanted)
  const draft = firstDraft(register, survey, service.context(), saved)
  return shown(tools, service, request, { ticket, file: file.name, survey, draft, mending: saved?.id })
}

export const submitMapping = async (
  tools: FileTools,
  service: RegisterService,
  request: RouteRequest,
): Promise<Outcome> => {
  const { register } = service
  const form = await request.form()
  const ticket = form.values['ticket']?.[0] ?? ''
  const act = request.act()
  const file = await tools.uploads.find(act, ticket)
  if (!file) return importPage(tools, service, request, [gone])
  const survey = await surveyFile(file)
  const fields = visibleFields(register, request.actor)
  const { draft, mapping, problems } = await readMapping(tools.registers, act, register, fields, survey, form)
  const { database } = tools.registers.tools
  const mending = form.values['mending']?.[0] || undefined
  const again = async (wrong: readonly Problem[]) => {
    const name = draft.name.trim()
    const other = (await listMappings(database, act, register)).find(one => one.name === name && one.id !== mending)
    return shown(tools, service, request, { ticket, file: file.name, survey, draft, mending, other }, wrong)
  }
  if (problems.length) return again(problems)
  try {
    const replacing = form.values['replace']?.[0] ?? mending
    const saved = await saveMapping(database, act, register, draft.name, mapping, replacing)
    return await reportPage(tools, service, request, file, ticket, `mapping:${saved.id}`)
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    return again(error.problems)
  }
}
