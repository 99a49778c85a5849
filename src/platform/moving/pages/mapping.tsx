import type { Bilingual, Language } from '../../../base/bilingual.ts'
import { InputError, NotFoundError, type Problem } from '../../../base/problem.ts'
import { Button, Buttons, LinkButton } from '../../../ui/button.tsx'
import { Details } from '../../../ui/details.tsx'
import { ErrorSummary } from '../../../ui/error-summary.tsx'
import { SelectField, TextAreaField, TextField } from '../../../ui/field.tsx'
import { Form } from '../../../ui/form.tsx'
import { href } from '../../../ui/link.ts'
import { PageHeading } from '../../../ui/page.tsx'
import { Table } from '../../../ui/table.tsx'
import { may } from '../../access/actor.ts'
import { registerColumns } from '../../registers/columns.ts'
import type { Outcome } from '../../routing/outcome.ts'
import type { RouteRequest } from '../../routing/route.ts'
import { columnsOf, fileNamed } from '../definition.ts'
import { sourcesOf } from '../mapping/check.ts'
import type { FieldRule, TargetMapping } from '../mapping/definition.ts'
import { lookAtRows } from '../service/look.ts'
import { changeRule } from '../service/moves.ts'
import { look, type MovingTools, manage, type OpenMove, openMove } from '../service/tools.ts'
import { movePath, orProblems, page, param, textOf } from './common.tsx'

const most = 5

const targetOf = (open: OpenMove, id: string): TargetMapping => {
  const target = open.mapping.content.targets.find(one => one.id === id)
  if (!target) throw new NotFoundError('target')
  return target
}

const sourceTitle = (open: OpenMove, target: TargetMapping, id: string, language: Language): string => {
  const own = fileNamed(open.layout, target.file)
  const item = own && columnsOf(own).find(column => column.id === id)
  if (item) return item.item.title[language] + item.id.slice(item.item.id.length).replace('.', ' ')
  const file = open.layout.files.find(one => id.startsWith(`${one.id}.`))
  const joined = file && columnsOf(file).find(column => `${file.id}.${column.id}` === id)
  return joined && file ? `${file.title[language]}：${joined.item.title[language]}` : id
}

const ruleText = (open: OpenMove, target: TargetMapping, rule: FieldRule | undefined, language: Language): string => {
  const ja = language === 'ja'
  if (!rule) return ja ? '（入れない）' : '(not filled)'
  const items = (rule.items ?? []).map(id => sourceTitle(open, target, id, language)).join(ja ? '＋' : ' + ')
  const more = [
    rule.codes
      ? ja
        ? `コード対応${Object.keys(rule.codes).length}件`
        : `${Object.keys(rule.codes).length} codes`
      : '',
    rule.part ? (ja ? (rule.part.of === 'before' ? '区切りの前' : '区切りの後') : rule.part.of) : '',
    rule.address ? (ja ? '住所を分割' : 'address split') : '',
    rule.characters === 'shrunk' ? (ja ? '縮退' : 'shrunk') : '',
    rule.zeros ? (ja ? `${rule.zeros}桁に0埋め` : `zeros to ${rule.zeros}`) : '',
  ].filter(Boolean)
  const source = [
    items,
    rule.constant === undefined ? '' : ja ? `固定「${rule.constant}」` : `always “${rule.constant}”`,
  ]
    .filter(Boolean)
    .join(ja ? '、空なら' : ', else ')
  return source + (more.length ? `（${more.join('、')}）` : '')
}

/** First values of each item, looked at only when the officer asks: they are personal data. */
const samplesOf = async (
  tools: MovingTools,
  request: RouteRequest,
  open: OpenMove,
  target: TargetMapping,
  only?: readonly string[],
) => {
  if (
    request.query.get('values') !== '1' ||
    !may(request.actor, look) ||
    !open.files.some(file => file.file === target.file)
  )
    return null
  const used = only ?? [...new Set(Object.values(target.fields).flatMap(rule => rule.items ?? []))]
  const { columns, rows } = await lookAtRows(tools, request.act(), open.move.id, target.file, { first: 3 }, used)
  return (ids: readonly string[]): string =>
    rows
      .map(row => ids.map(id => row.cells[columns.findIndex(column => column.id === id)] ?? '').join(' '))
      .join(' ／ ')
}

const crumbs = (open: OpenMove, ...more: readonly { readonly title: Bilingual; readonly path?: string }[]) => [
  { title: { ja: open.move.name, en: open.move.name }, path: movePath(open.move.id) },
  ...more,
]

/** Every field of the register with where it comes from, item by item. */
export const mappingPage = async (tools: MovingTools, request: RouteRequest): Promise<Outcome> => {
  const { language } = request
  const ja = language === 'ja'
  const open = await openMove(tools, request.act(), param(request, 'id'))
  const target = targetOf(open, param(request, 'target'))
  const { register } = tools.registers.service(target.register)
  const samples = await samplesOf(tools, request, open, target)
  const path = movePath(open.move.id, `/mapping/${target.id}`)
  const edits = may(request.actor, manage)
  const title: Bilingual = {
    ja: `${register.definition.title.ja}の対応づけ`,
    en: `Mapping to ${register.definition.title.en}`,
  }
  return page(
    title,
    <>
      <PageHeading
        title={title[language]}
        lead={
          ja
            ? '台帳の項目ごとに、旧システムのどの項目から入れるかを決めます。'
            : 'For each field of the register: which items fill it.'
        }
      >
        {!samples && may(request.actor, look) && open.files.some(file => file.file === target.file) ? (
          <LinkButton language={language} look="secondary" path={`${path}?values=1`}>
            {ja ? 'ファイルの値を並べて見る（証跡に残ります）' : 'See values beside (kept in the ledger)'}
          </LinkButton>
        ) : null}
      </PageHeading>
      <Table
        language={language}
        caption={title}
        captionHidden
        columns={[
          { title: { ja: '台帳の項目', en: 'Field' } },
          { title: { ja: '元の項目', en: 'From' } },
          ...(samples ? [{ title: { ja: 'ファイルの値（最初の3行）', en: 'Values (first 3 rows)' } }] : []),
        ]}
        rows={registerColumns(register).map(column => {
          const rule = target.fields[column.id]
          return {
            cells: [
              edits ? (
                <a href={href(language, `${path}/${column.id}${samples ? '?values=1' : ''}`)}>{column.heading}</a>
              ) : (
                column.heading
              ),
              ruleText(open, target, rule, language),
              ...(samples ? [rule?.items ? samples(rule.items) : ''] : []),
            ],
            tone: rule ? undefined : 'muted',
          }
        })}
      />
      <Buttons>
        {edits ? (
          <LinkButton language={language} look="secondary" path={movePath(open.move.id, `/joins/${target.id}`)}>
            {ja ? '取り込む行と、つなぐファイルを変える' : 'Change rows and joined files'}
          </LinkButton>
        ) : null}
        <LinkButton language={language} look="quiet" path={movePath(open.move.id)}>
          {ja ? '移行に戻る' : 'Back to the move'}
        </LinkButton>
      </Buttons>
    </>,
    { crumbs: crumbs(open, { title }) },
  )
}

const codesText = (codes: FieldRule['codes']): string =>
  Object.entries(codes ?? {})
    .map(([from, to]) => `${from}=${to}`)
    .join('\n')

/** Codes of the items' own lists, as a start: each beside the choice of the same name. */
const suggestedCodes = (open: OpenMove, target: TargetMapping, rule: FieldRule | undefined): string => {
  const file = fileNamed(open.layout, target.file)
  const item = file?.items.find(one => one.id === rule?.items?.[0])
  const list = open.layout.codes.find(one => one.id === item?.codes)
  return list ? list.codes.map(code => `${code.code}=${code.label}`).join('\n') : ''
}

export const rulePage = async (
  tools: MovingTools,
  request: RouteRequest,
  problems: readonly Problem[] = [],
  typed?: FieldRule,
): Promise<Outcome> => {
  const { language } = request
  const ja = language === 'ja'
  const open = await openMove(tools, request.act(), param(request, 'id'))
  const target = targetOf(open, param(request, 'target'))
  const { register } = tools.registers.service(target.register)
  const column = registerColumns(register).find(one => one.id === param(request, 'column'))
  if (!column) throw new NotFoundError('column')
  const rule = typed ?? target.fields[column.id]
  const samples = await samplesOf(
    tools,
    request,
    open,
    target,
    fileNamed(open.layout, target.file)?.items.map(item => item.id) ?? [],
  )
  const choices = sourcesOf(open.layout, target).map(id => ({
    value: id,
    label: sourceTitle(open, target, id, language) + (samples ? `：${samples([id])}` : ''),
  }))
  const path = movePath(open.move.id, `/mapping/${target.id}`)
  const title: Bilingual = {
    ja: `「${column.heading}」の元の項目`,
    en: `Where “${column.field.field.label.en}” comes from`,
  }
  const common = { language, problems }
  return page(
    title,
    <>
      <ErrorSummary language={language} problems={problems} />
      <PageHeading title={title[language]} lead={register.definition.title[language]} />
      <Form language={language} path={`${path}/${column.id}`} csrf={request.csrf}>
        {Array.from({ length: most }, (_, at) => at)
          .filter(at => at < 2 || (rule?.items?.length ?? 0) >= at)
          .map(at => (
            <SelectField
              {...common}
              name={`item${at + 1}`}
              label={
                at === 0 ? { ja: '元の項目', en: 'Item' } : { ja: `続けてつなぐ項目${at}`, en: `Joined item ${at}` }
              }
              empty={{ ja: '（なし）', en: '(none)' }}
              choices={choices}
              value={rule?.items?.[at]}
            />
          ))}
        <TextField
          {...common}
          name="separator"
          width="short"
          label={{ ja: 'つなぐときの区切り', en: 'Between joined items' }}
          help={{ ja: '氏と名なら全角の空白など。', en: 'Such as a wide space between names.' }}
          value={rule?.separator}
        />
        <TextField
          {...common}
          name="constant"
          label={{ ja: '固定の値', en: 'Constant' }}
          help={{ ja: '元の項目がないか空のときに入ります。', en: 'Where there is no item, or it is empty.' }}
          value={rule?.constant}
        />
        <Details
          summary={ja ? 'コード・分割・文字' : 'Codes, splitting, characters'}
          open={
            rule !== undefined &&
            (rule.codes ?? rule.part ?? rule.address ?? rule.characters ?? rule.zeros) !== undefined
          }
        >
          <TextAreaField
            {...common}
            name="codes"
            rows={6}
            label={{ ja: 'コードの対応（1行に 旧=新）', en: 'Codes, old=new, one a line' }}
            help={{
              ja: `空なら元の値のまま入れます。${suggestedCodes(open, target, rule) ? `元のコード：${suggestedCodes(open, target, rule).replaceAll('\n', '、')}` : ''}`,
              en: 'Empty: values go as they are.',
            }}
            value={codesText(rule?.codes)}
          />
          <SelectField
            {...common}
            name="others"
            label={{ ja: '対応にないコード', en: 'Other codes' }}
            choices={[
              { value: 'refuse', label: ja ? '取り込まずに知らせる' : 'Refuse and tell' },
              { value: 'keep', label: ja ? 'そのまま入れる' : 'Keep' },
              { value: 'empty', label: ja ? '空にする' : 'Leave empty' },
            ]}
            value={rule?.others ?? 'refuse'}
          />
          <SelectField
            {...common}
            name="part"
            label={{ ja: '区切りで分ける', en: 'Split' }}
            empty={{ ja: '分けない', en: 'No' }}
            choices={[
              { value: 'before', label: ja ? '区切りの前（氏）' : 'Before (family name)' },
              { value: 'after', label: ja ? '区切りの後（名）' : 'Behind (given name)' },
            ]}
            value={rule?.part?.of}
          />
          <TextField
            {...common}
            name="partSeparator"
            width="short"
            label={{ ja: '分ける区切り', en: 'Separator' }}
            help={{ ja: '空なら空白（全角・半角）です。', en: 'Empty: any blank.' }}
            value={rule?.part?.separator.trim()}
          />
          <SelectField
            {...common}
            name="address"
            label={{ ja: '1つの住所から取り出す', en: 'Part of an address' }}
            empty={{ ja: '取り出さない', en: 'No' }}
            choices={[
              { value: 'municipality', label: ja ? '市区町村' : 'Municipality' },
              { value: 'town', label: ja ? '町名・大字' : 'Town' },
              { value: 'rest', label: ja ? '番地・建物名' : 'Number, building' },
            ]}
            value={rule?.address}
          />
          <SelectField
            {...common}
            name="characters"
            label={{ ja: '文字', en: 'Characters' }}
            choices={[
              { value: 'registered', label: ja ? '登録のとおり' : 'As registered' },
              { value: 'shrunk', label: ja ? '縮退（第1・第2水準）' : 'Shrunk to JIS X 0208' },
            ]}
            value={rule?.characters ?? 'registered'}
          />
          <TextField
            {...common}
            name="zeros"
            width="short"
            inputmode="numeric"
            label={{ ja: '先頭の0を補う桁数', en: 'Zeros in front, to so many digits' }}
            value={rule?.zeros === undefined ? '' : String(rule.zeros)}
          />
        </Details>
        <Buttons>
          <Button>{ja ? '保存する' : 'Save'}</Button>
          <LinkButton language={language} look="quiet" path={path}>
            {ja ? '一覧に戻る' : 'Back'}
          </LinkButton>
        </Buttons>
      </Form>
    </>,
    { crumbs: crumbs(open, { title: register.definition.title, path }, { title }), problems, wide: false },
  )
}

/** @throws InputError */
const ruleOf = (values: Readonly<Record<string, readonly string[]>>): FieldRule => {
  const items = Array.from({ length: most }, (_, at) => textOf(values, `item${at + 1}`)).filter(item => item !== '')
  const codes: Record<string, string> = {}
  for (const line of textOf(values, 'codes').split(/\r?\n/)) {
    if (line.trim() === '') continue
    const at = line.search(/[=＝]/)
    if (at < 1)
      throw new InputError([
        {
          field: 'codes',
          message: { ja: `「${line}」を「旧=新」の形に直してください。`, en: `Write “${line}” as old=new.` },
        },
      ])
    codes[line.slice(0, at).trim()] = line.slice(at + 1).trim()
  }
  const [others, part, address] = ['others', 'part', 'address'].map(name => textOf(values, name))
  const zeros = textOf(values, 'zeros')
  if (zeros !== '' && !/^[1-9]\d?$/.test(zeros))
    throw new InputError([
      { field: 'zeros', message: { ja: '1から99までの数字にしてください。', en: 'A number from 1 to 99.' } },
    ])
  const constant = textOf(values, 'constant')
  // The separator may be a blank: it is not trimmed.
  const separator = values['separator']?.[0] ?? ''
  return {
    ...(items.length ? { items } : {}),
    ...(separator ? { separator } : {}),
    ...(constant ? { constant } : {}),
    ...(Object.keys(codes).length ? { codes } : {}),
    ...(others === 'keep' || others === 'empty' ? { others } : {}),
    ...(part === 'before' || part === 'after'
      ? { part: { of: part, separator: textOf(values, 'partSeparator') || '　' } }
      : {}),
    ...(address === 'municipality' || address === 'town' || address === 'rest' ? { address } : {}),
    ...(textOf(values, 'characters') === 'shrunk' ? { characters: 'shrunk' as const } : {}),
    ...(zeros ? { zeros: Number(zeros) } : {}),
  }
}

export const putRule = async (tools: MovingTools, request: RouteRequest): Promise<Outcome> => {
  const { values } = await request.form()
  const [id, target, column] = ['id', 'target', 'column'].map(name => param(request, name))
  let rule: FieldRule | undefined
  return orProblems(
    async () => {
      rule = ruleOf(values)
      await changeRule(tools, request.act(), id ?? '', { target: target ?? '', column: column ?? '' }, rule)
      return {
        kind: 'redirect',
        to: movePath(id ?? '', `/mapping/${target}`),
        notice: { ja: '対応づけを保存しました。', en: 'The mapping was saved.' },
      }
    },
    problems =>
      rulePage(
        tools,
        request,
        problems.map(one => ({ ...one, field: one.field && !one.field.includes('.') ? one.field : 'item1' })),
        rule,
      ),
  )
}
