import type { Bilingual } from '../../../base/bilingual.ts'
import { InputError, NotFoundError, type Problem } from '../../../base/problem.ts'
import { Button, Buttons, LinkButton } from '../../../ui/button.tsx'
import { ErrorSummary } from '../../../ui/error-summary.tsx'
import { SelectField, TextField } from '../../../ui/field.tsx'
import { Form } from '../../../ui/form.tsx'
import { PageHeading, Section } from '../../../ui/page.tsx'
import type { Outcome } from '../../routing/outcome.ts'
import type { RouteRequest } from '../../routing/route.ts'
import { columnsOf, type FileDefinition, fileNamed } from '../definition.ts'
import type { JoinMapping, TargetMapping } from '../mapping/definition.ts'
import { changeRows, type TargetRows } from '../service/moves.ts'
import { type MovingTools, type OpenMove, openMove } from '../service/tools.ts'
import { movePath, orProblems, page, param, textOf } from './common.tsx'

const fieldOf = (file: string, key: string): string => `join.${file}.${key}`

/** Files that can lend items: those with a key by which a row is found. */
const lenders = (open: OpenMove, target: TargetMapping): readonly FileDefinition[] =>
  open.layout.files.filter(file => file.id !== target.file && file.key.length > 0)

/** Columns of items as choices; a repeated item has its number behind it. */
const choicesOf = (file: FileDefinition, language: 'ja' | 'en') =>
  columnsOf(file).map(({ id, item }) => ({
    value: id,
    label: item.title[language] + id.slice(item.id.length).replace('.', ' '),
  }))

const find = async (tools: MovingTools, request: RouteRequest) => {
  const open = await openMove(tools, request.act(), param(request, 'id'))
  const target = open.mapping.content.targets.find(one => one.id === param(request, 'target'))
  const own = target && fileNamed(open.layout, target.file)
  if (!target || !own) throw new NotFoundError('target')
  return { open, target, own }
}

/** Which rows of a file become records, and which other files lend them items. */
export const rowsOfTargetPage = async (
  tools: MovingTools,
  request: RouteRequest,
  problems: readonly Problem[] = [],
  typed?: (name: string) => string,
): Promise<Outcome> => {
  const { language } = request
  const ja = language === 'ja'
  const { open, target, own } = await find(tools, request)
  const { register } = tools.registers.service(target.register)
  const choices = choicesOf(own, language)
  const common = { language, problems }
  const title: Bilingual = { ja: '取り込む行と、つなぐファイル', en: 'Rows, and files that are joined' }
  const back = movePath(open.move.id, `/mapping/${target.id}`)
  const joined = (file: string, key: string): string | undefined => {
    const join = target.joins?.find(one => one.file === file)
    return Object.entries(join?.on ?? {}).find(([, other]) => other === key)?.[0]
  }
  return page(
    title,
    <>
      <ErrorSummary language={language} problems={problems} />
      <PageHeading
        title={title[language]}
        lead={
          ja
            ? `「${own.title.ja}」のファイルから「${register.definition.title.ja}」を作るときの決まりです。`
            : `How “${own.title.en}” becomes “${register.definition.title.en}”.`
        }
      />
      <Form language={language} path={movePath(open.move.id, `/joins/${target.id}`)} csrf={request.csrf}>
        <Section title={ja ? '取り込む行' : 'Rows'}>
          <SelectField
            {...common}
            name="only"
            label={{ ja: 'この項目で行を選ぶ', en: 'Choose rows by' }}
            empty={{ ja: 'すべての行を取り込む', en: 'All rows' }}
            choices={choices}
            value={typed ? typed('only') : target.only?.item}
          />
          <TextField
            {...common}
            name="oneOf"
            width="medium"
            label={{ ja: '取り込む行の値', en: 'Values of the rows' }}
            help={{ ja: '2つ以上あるときは「、」で区切ります。例：1', en: 'Several are divided by commas.' }}
            value={typed ? typed('oneOf') : target.only?.oneOf.join(ja ? '、' : ', ')}
          />
        </Section>
        {lenders(open, target).map(file => (
          <Section title={ja ? `「${file.title.ja}」から項目を借りる` : `Items lent by “${file.title.en}”`}>
            {file.key.map(key => (
              <SelectField
                {...common}
                name={fieldOf(file.id, key)}
                label={{
                  ja: `「${file.items.find(item => item.id === key)?.title.ja ?? key}」と同じ値の項目`,
                  en: `Item that equals its “${file.items.find(item => item.id === key)?.title.en ?? key}”`,
                }}
                empty={{ ja: 'つながない', en: 'Not joined' }}
                choices={choices}
                value={typed ? typed(fieldOf(file.id, key)) : joined(file.id, key)}
              />
            ))}
          </Section>
        ))}
        <Buttons>
          <Button>{ja ? '保存する' : 'Save'}</Button>
          <LinkButton language={language} look="quiet" path={back}>
            {ja ? '対応づけに戻る' : 'Back to the mapping'}
          </LinkButton>
        </Buttons>
      </Form>
    </>,
    {
      crumbs: [
        { title: { ja: open.move.name, en: open.move.name }, path: movePath(open.move.id) },
        { title: register.definition.title, path: back },
        { title },
      ],
      problems,
      wide: false,
    },
  )
}

const wrong = (field: string, ja: string, en: string): InputError => new InputError([{ field, message: { ja, en } }])

/** @throws InputError */
const rowsFrom = (open: OpenMove, target: TargetMapping, typed: (name: string) => string): TargetRows => {
  const joins: JoinMapping[] = lenders(open, target).flatMap(file => {
    const pairs = file.key.map(key => [typed(fieldOf(file.id, key)), key] as const)
    const given = pairs.filter(([own]) => own !== '')
    if (given.length === 0) return []
    const missing = pairs.find(([own]) => own === '')
    if (missing)
      throw wrong(
        fieldOf(file.id, missing[1]),
        'キーの項目はすべて選んでください。一部だけではつなげません。',
        'Choose an item for each part of the key.',
      )
    const twice = given.find(([own], at) => given.findIndex(([other]) => other === own) !== at)
    if (twice)
      throw wrong(fieldOf(file.id, twice[1]), '同じ項目は一度だけ選べます。', 'An item can be chosen once only.')
    return [{ file: file.id, on: Object.fromEntries(given) }]
  })
  const only = typed('only')
  const oneOf = typed('oneOf')
    .split(/[、,，]/)
    .map(text => text.trim())
    .filter(Boolean)
  if (only && oneOf.length === 0) throw wrong('oneOf', '取り込む行の値を入力してください。', 'Enter the values.')
  return { ...(joins.length ? { joins } : {}), ...(only ? { only: { item: only, oneOf } } : {}) }
}

export const putRowsOfTarget = async (tools: MovingTools, request: RouteRequest): Promise<Outcome> => {
  const { values } = await request.form()
  const typed = (name: string): string => textOf(values, name)
  const { open, target } = await find(tools, request)
  return orProblems(
    async () => {
      await changeRows(tools, request.act(), open.move.id, target.id, rowsFrom(open, target, typed))
      return {
        kind: 'redirect',
        to: movePath(open.move.id, `/mapping/${target.id}`),
        notice: { ja: '対応づけを保存しました。', en: 'The mapping was saved.' },
      }
    },
    problems => {
      const first = lenders(open, target)[0]
      const place = first?.key[0] ? fieldOf(first.id, first.key[0]) : 'only'
      // A rule that uses an item which is no longer lent: told by its column, which is not on this page.
      const here = (field: string | undefined): boolean =>
        field === 'only' || field === 'oneOf' || field?.startsWith('join.') === true
      return rowsOfTargetPage(
        tools,
        request,
        problems.map(one => {
          if (here(one.field)) return one
          const column = one.field?.split('.').slice(1).join('.') ?? ''
          const about = { ja: `（項目 ${column}）`, en: ` (${column})` }
          return {
            ...one,
            field: place,
            message: { ja: one.message.ja + about.ja, en: one.message.en + about.en },
          }
        }),
        typed,
      )
    },
  )
}
