import type { Bilingual } from '../../base/bilingual.ts'
import { formatDay } from '../../base/calendar/wareki.ts'
import { showMoment } from '../../base/moment.ts'
import { NotFoundError, type Problem } from '../../base/problem.ts'
import { Button, Buttons, LinkButton } from '../../ui/button.tsx'
import { DefinitionList } from '../../ui/definition-list.tsx'
import { Empty } from '../../ui/empty.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { CheckField, TextAreaField, TextField } from '../../ui/field.tsx'
import { Form } from '../../ui/form.tsx'
import { href } from '../../ui/link.ts'
import { Notice } from '../../ui/notice.tsx'
import { PageHeading, Section } from '../../ui/page.tsx'
import { Table } from '../../ui/table.tsx'
import { idOf, problemsIn, value as sent } from '../access/pages/common.ts'
import { type Body, BodyChoice, bodyOf, listBodies } from '../access/pages/organisation-choice.tsx'
import type { Sql } from '../database/connection.ts'
import { restoreField, showField, writeField } from '../registers/kinds/index.ts'
import { textsOf } from '../registers/kinds/input.ts'
import type { KindContext } from '../registers/kinds/kind.ts'
import { FieldInput } from '../registers/widgets.tsx'
import type { Outcome } from '../routing/outcome.ts'
import type { MenuEntry, Route, RouteRequest } from '../routing/route.ts'
import { settingChanged } from './events.ts'
import { permissionForSettings, type SettingsService, type SettingView } from './service.ts'

const path = '/settings'
const title: Bilingual = { ja: '団体ごとの設定', en: 'Settings of organisations' }
const nothing: Bilingual = { ja: '定めなし', en: 'none' }

interface PageParts {
  readonly settings: SettingsService
  readonly app: Sql
  readonly context: () => KindContext
}

/** The bodies whose settings the actor may see: one's own, or all of them. */
const bodiesFor = ({ app, settings }: PageParts, request: RouteRequest): Promise<readonly Body[]> =>
  listBodies(app, id => settings.mayChange(request.act(), id))

const shown = (
  { definition: { field } }: SettingView,
  value: SettingView['value'],
  request: RouteRequest,
  context: KindContext,
) => showField(field, value, request.language, context) || nothing[request.language]

const addressOf = (setting: string, body: Body): string => `${path}/${setting}?organisation=${body.id}`

const listPage = async (parts: PageParts, request: RouteRequest): Promise<Outcome> => {
  const { language } = request
  const ja = language === 'ja'
  const context = parts.context()
  const bodies = await bodiesFor(parts, request)
  const body = bodyOf(bodies, request, request.query.get('organisation'))
  const views = await parts.settings.list(request.act(), body.id, context.today)
  const groups = [...new Map(views.map(view => [view.definition.group.ja, view.definition.group])).values()]
  return {
    kind: 'page',
    title,
    body: (
      <>
        <PageHeading
          title={title[language]}
          lead={
            ja
              ? '団体によって違う決まりを、いつから適用するかとともに登録します。登録しない項目は標準の値で動きます。'
              : 'What differs between organisations, and from which day on. What is not entered keeps its default.'
          }
        />
        <BodyChoice language={language} path={path} bodies={bodies} chosen={body} />
        {groups.map(group => (
          <Section title={`${body.name[language]}${ja ? '：' : ': '}${group[language]}`}>
            <Table
              language={language}
              caption={group}
              captionHidden
              columns={[
                { title: { ja: '設定', en: 'Setting' } },
                { title: { ja: '今日の値', en: 'Today' } },
                { title: { ja: '標準の値', en: 'Default' } },
                { title: { ja: 'いつから', en: 'Since' } },
                { title: { ja: 'これからの変更', en: 'Coming' } },
              ]}
              rows={views
                .filter(view => view.definition.group.ja === group.ja)
                .map(view => ({
                  cells: [
                    <a href={href(language, addressOf(view.definition.id, body))}>
                      {view.definition.field.label[language]}
                    </a>,
                    shown(view, view.value, request, context),
                    shown(view, view.definition.default, request, context),
                    view.row ? formatDay(view.row.valid_from, language) : ja ? '標準のまま' : 'default',
                    view.coming.map(row => formatDay(row.valid_from, language)).join('、') || (ja ? 'なし' : 'none'),
                  ],
                }))}
            />
          </Section>
        ))}
      </>
    ),
  }
}

interface Typed {
  readonly texts: readonly string[]
  readonly validFrom: string
  readonly reason: string
  readonly toDefault: boolean
}

const ChangeForm = ({
  view,
  body,
  typed,
  problems,
  request,
  context,
}: {
  readonly view: SettingView
  readonly body: Body
  readonly typed: Typed | null
  readonly problems: readonly Problem[]
  readonly request: RouteRequest
  readonly context: KindContext
}) => {
  const { language } = request
  const ja = language === 'ja'
  const { field } = view.definition
  const common = { language, problems }
  return (
    <Section title={ja ? '変更の登録' : 'Enter a change'} id="enter">
      <Form
        language={language}
        path={`${path}/${view.definition.id}`}
        csrf={request.csrf}
        hidden={{ organisation: body.id }}
      >
        <TextField
          {...common}
          name="validFrom"
          type="date"
          width="short"
          required
          label={{ ja: '適用開始日', en: 'From' }}
          help={{
            ja: 'この日から適用します。今日か、先の日付を入力してください。',
            en: 'The first day on which it holds: today or later.',
          }}
          value={typed?.validFrom ?? context.today}
        />
        <FieldInput
          id="value"
          field={{ ...field, label: { ja: '値', en: 'Value' } }}
          texts={typed?.texts ?? writeField(field, view.value)}
          problems={problems}
          language={language}
          context={context}
        />
        <CheckField
          {...common}
          name="toDefault"
          label={{ ja: '標準の値に戻す', en: 'Go back to the default' }}
          help={{ ja: '選ぶと、上の値は使われません。', en: 'The value above is then not used.' }}
          checked={typed?.toDefault}
        />
        <TextAreaField
          {...common}
          name="reason"
          required
          rows={2}
          label={{ ja: '変更の理由', en: 'Reason' }}
          value={typed?.reason}
        />
        <Buttons>
          <Button>{ja ? '登録する' : 'Enter'}</Button>
          <LinkButton language={language} path={`${path}?organisation=${body.id}`} look="quiet">
            {ja ? '設定の一覧に戻る' : 'Back to the settings'}
          </LinkButton>
        </Buttons>
      </Form>
    </Section>
  )
}

const settingPage = async (
  parts: PageParts,
  request: RouteRequest,
  asked: string | null,
  typed: Typed | null = null,
  problems: readonly Problem[] = [],
): Promise<Outcome> => {
  const { language } = request
  const ja = language === 'ja'
  const context = parts.context()
  const body = bodyOf(await bodiesFor(parts, request), request, asked)
  const views = await parts.settings.list(request.act(), body.id, context.today)
  const view = views.find(one => one.definition.id === request.params['setting'])
  if (!view) throw new NotFoundError('setting')
  const { field } = view.definition
  const listPath = `${path}?organisation=${body.id}`
  return {
    kind: 'page',
    status: problems.length ? 422 : 200,
    title: field.label,
    crumbs: [{ title, path: listPath }, { title: field.label }],
    body: (
      <>
        <ErrorSummary language={language} problems={problems} />
        <PageHeading title={field.label[language]} lead={field.help?.[language]} />
        <DefinitionList
          language={language}
          items={[
            { term: { ja: '団体', en: 'Organisation' }, value: body.name[language] },
            { term: { ja: '今日の値', en: 'Today' }, value: shown(view, view.value, request, context) },
            {
              term: { ja: '標準の値', en: 'Default' },
              value: shown(view, view.definition.default, request, context),
            },
          ]}
        />
        {parts.settings.mayChangeOne(request.act(), body.id, view.definition) ? (
          <ChangeForm view={view} body={body} typed={typed} problems={problems} request={request} context={context} />
        ) : (
          <Notice>
            {ja
              ? 'この設定は、プラットフォームを運営する団体の利用者管理者だけが変更できます。'
              : 'Only administrators of the body that runs the platform change this setting.'}
          </Notice>
        )}
        <Section title={ja ? 'これまでの登録' : 'Entered so far'}>
          {view.all.length === 0 ? (
            <Empty title={ja ? 'まだ登録していません。標準の値で動いています。' : 'Nothing yet: the default holds.'} />
          ) : (
            <Table
              language={language}
              caption={{ ja: 'これまでの登録', en: 'Entered so far' }}
              captionHidden
              columns={[
                { title: { ja: '適用開始日', en: 'From' } },
                { title: { ja: '値', en: 'Value' } },
                { title: { ja: '理由', en: 'Reason' } },
                { title: { ja: '登録', en: 'Entered' } },
              ]}
              rows={view.all.map(row => ({
                cells: [
                  formatDay(row.valid_from, language),
                  row.value === null
                    ? `${ja ? '標準の値' : 'default'} (${shown(view, view.definition.default, request, context)})`
                    : shown(view, restoreField(field, row.value), request, context),
                  row.reason ?? '',
                  `${showMoment(row.entered_at, language)} ${row.entered_by_name}`,
                ],
                tone: row === view.row ? undefined : 'muted',
              }))}
            />
          )}
        </Section>
      </>
    ),
  }
}

const submit = async (parts: PageParts, request: RouteRequest): Promise<Outcome> => {
  const form = await request.form()
  const organisation = idOf(sent(form, 'organisation'))
  const definition = parts.settings.definitions.get(request.params['setting'] ?? '')
  if (!definition) throw new NotFoundError('setting')
  const typed: Typed = {
    texts: textsOf('value', definition.field, form.values),
    validFrom: sent(form, 'validFrom'),
    reason: sent(form, 'reason'),
    toDefault: sent(form, 'toDefault') === 'yes',
  }
  try {
    await parts.settings.set(request.act(), organisation, {
      setting: definition.id,
      validFrom: typed.validFrom,
      texts: typed.toDefault ? null : typed.texts,
      reason: typed.reason,
    })
  } catch (error) {
    return await settingPage(parts, request, organisation, typed, problemsIn(error))
  }
  return {
    kind: 'redirect',
    to: `${path}?organisation=${organisation}`,
    notice: {
      ja: `「${definition.field.label.ja}」の変更を登録しました（${formatDay(typed.validFrom, 'ja')}から）。`,
      en: `The change of “${definition.field.label.en}” was entered, from ${formatDay(typed.validFrom, 'en')}.`,
    },
  }
}

/** For administrators: what their organisation, or for the operator's every one, does otherwise. */
export const settingRoutes = (parts: PageParts): readonly Route[] => {
  const managed = { zone: 'staff', access: { permission: permissionForSettings } } as const
  return [
    { ...managed, method: 'GET', path, ledger: [], handle: request => listPage(parts, request) },
    {
      ...managed,
      method: 'GET',
      path: `${path}/:setting`,
      ledger: [],
      handle: request => settingPage(parts, request, request.query.get('organisation')),
    },
    {
      ...managed,
      method: 'POST',
      path: `${path}/:setting`,
      ledger: [settingChanged],
      handle: request => submit(parts, request),
    },
  ]
}

export const settingMenu: readonly MenuEntry[] = [
  {
    zone: 'staff',
    title,
    path,
    permission: permissionForSettings,
    order: 914,
    management: 'bodies',
    text: {
      ja: '番号の付け方、保存年数、上限などを団体ごとに決めます。',
      en: 'Numbering, years of retention, limits and more, for each body.',
    },
  },
]
