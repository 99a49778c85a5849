import { showMoment } from '../../../base/moment.ts'
import type { Problem } from '../../../base/problem.ts'
import { Button, Buttons } from '../../../ui/button.tsx'
import { Details } from '../../../ui/details.tsx'
import { Empty } from '../../../ui/empty.tsx'
import { ErrorSummary } from '../../../ui/error-summary.tsx'
import { CheckField, FileField, SelectField, TextField } from '../../../ui/field.tsx'
import { Form } from '../../../ui/form.tsx'
import { href } from '../../../ui/link.ts'
import { PageHeading, Section } from '../../../ui/page.tsx'
import { Table } from '../../../ui/table.tsx'
import { StatusTag } from '../../../ui/tag.tsx'
import { may } from '../../access/actor.ts'
import type { Outcome } from '../../routing/outcome.ts'
import type { RouteRequest } from '../../routing/route.ts'
import { createMove, listMoves, mappingsFor, saveLayout } from '../service/moves.ts'
import { layoutsFor, type MovingTools, manage } from '../service/tools.ts'
import { movePath, movingPath, movingTitle, orProblems, page, textOf } from './common.tsx'

/** Every mapping that a new move may begin with, under the layout's id: `residents-sample shipped`. */
const beginnings = async (tools: MovingTools, request: RouteRequest) => {
  const act = request.act()
  const { language } = request
  const layouts = await layoutsFor(tools, act)
  const lists = await Promise.all(
    layouts.map(async ({ id, layout, shipped }) => [
      ...(shipped
        ? [
            {
              value: `${id} shipped`,
              label: `${layout.title[language]}：${language === 'ja' ? '標準の対応づけ' : 'shipped mapping'}`,
            },
          ]
        : []),
      ...(await mappingsFor(tools, act, id)).map(mapping => ({
        value: `${id} ${mapping.id}`,
        label: `${layout.title[language]}：${mapping.name}${mapping.tenant === act.actor.organisation ? '' : language === 'ja' ? '（他団体が共有）' : ' (shared)'}`,
      })),
    ]),
  )
  return lists.flat()
}

export const listPage = async (
  tools: MovingTools,
  request: RouteRequest,
  problems: readonly Problem[] = [],
  typed: Readonly<Record<string, string>> = {},
): Promise<Outcome> => {
  const { language } = request
  const ja = language === 'ja'
  const manages = may(request.actor, manage)
  const [moves, choices] = await Promise.all([
    listMoves(tools, request.act()),
    manages ? beginnings(tools, request) : [],
  ])
  return page(
    movingTitle,
    <>
      <ErrorSummary language={language} problems={problems} />
      <PageHeading
        title={movingTitle[language]}
        lead={
          ja
            ? '旧システムのデータを、リハーサルで確かめてから台帳に移します。リハーサルでは台帳は変わりません。'
            : 'Data of an old system is rehearsed and then moved into the registers. A rehearsal changes none.'
        }
      />
      <Section title={ja ? '移行の一覧' : 'Moves'}>
        {moves.length === 0 ? (
          <Empty title={ja ? 'まだ移行はありません。' : 'There are none yet.'} />
        ) : (
          <Table
            language={language}
            caption={{ ja: '移行の一覧', en: 'Moves' }}
            captionHidden
            columns={[
              { title: { ja: '名前', en: 'Name' } },
              { title: { ja: '作成', en: 'Begun' } },
              { title: { ja: '作成者', en: 'By' } },
              { title: { ja: '区分', en: 'Kind' } },
            ]}
            rows={moves.map(move => ({
              cells: [
                <a href={href(language, movePath(move.id))}>{move.name}</a>,
                showMoment(move.created_at, language),
                move.created_by_name,
                move.sample ? <StatusTag tone="sample">{ja ? '練習' : 'Practice'}</StatusTag> : ja ? '本番' : 'Real',
              ],
            }))}
          />
        )}
      </Section>
      {manages ? (
        <Section title={ja ? '新しい移行' : 'A new move'}>
          <Form language={language} path={movingPath} csrf={request.csrf}>
            <TextField
              language={language}
              name="name"
              required
              label={{ ja: '名前', en: 'Name' }}
              help={{ ja: '例 見本市 住民記録 第1回', en: 'Such as: Sample City, residents, first' }}
              value={typed['name']}
              problems={problems}
            />
            <SelectField
              language={language}
              name="mapping"
              required
              label={{ ja: 'レイアウトと、元にする対応づけ', en: 'Layout, and the mapping to begin with' }}
              help={{
                ja: '他の団体が共有した対応づけも選べます。複製して使うので、元は変わりません。',
                en: 'Also those that others share. It is copied; the original stays as it is.',
              }}
              choices={choices}
              value={typed['mapping']}
              problems={problems}
            />
            <CheckField
              language={language}
              name="sample"
              label={{
                ja: '架空のデータでの練習（記録に「見本」の印が付きます）',
                en: 'Practice with invented data: records are marked as samples',
              }}
              checked={typed['sample'] === 'yes'}
            />
            <Buttons>
              <Button>{ja ? '移行を始める' : 'Begin'}</Button>
            </Buttons>
          </Form>
          <Details summary={ja ? '別のレイアウト（JSON）を登録する' : 'Register another layout (JSON)'}>
            <Form language={language} path={`${movingPath}/layouts`} csrf={request.csrf} files>
              <FileField
                language={language}
                name="layoutFile"
                required
                label={{ ja: 'レイアウトのファイル', en: 'File of the layout' }}
                help={{
                  ja: '移行ファイル構成表・データ項目一覧・コード一覧を書いた JSON です。',
                  en: 'JSON with the lists of files, items and codes.',
                }}
                accept=".json"
                problems={problems}
              />
              <Buttons>
                <Button look="secondary">{ja ? '登録する' : 'Register'}</Button>
              </Buttons>
            </Form>
          </Details>
        </Section>
      ) : null}
    </>,
    { problems },
  )
}

export const create = async (tools: MovingTools, request: RouteRequest): Promise<Outcome> => {
  const { values } = await request.form()
  const [layout = '', mapping = ''] = textOf(values, 'mapping').split(' ')
  const typed = { name: textOf(values, 'name'), mapping: textOf(values, 'mapping'), sample: textOf(values, 'sample') }
  return orProblems(
    async () => {
      const id = await createMove(tools, request.act(), {
        name: typed.name,
        layout,
        mapping,
        sample: typed.sample === 'yes',
      })
      return { kind: 'redirect', to: movePath(id) }
    },
    problems =>
      listPage(
        tools,
        request,
        problems.map(one => (one.field === 'layout' ? { ...one, field: 'mapping' } : one)),
        typed,
      ),
  )
}

export const putLayout = async (tools: MovingTools, request: RouteRequest): Promise<Outcome> => {
  const file = (await request.form()).files['layoutFile']?.[0]
  return orProblems(
    async () => {
      await saveLayout(tools, request.act(), new TextDecoder().decode(file?.bytes ?? new Uint8Array()))
      return {
        kind: 'redirect',
        to: movingPath,
        notice: { ja: 'レイアウトを登録しました。', en: 'The layout was registered.' },
      }
    },
    problems =>
      listPage(
        tools,
        request,
        problems.map(one => ({
          ...one,
          field: 'layoutFile',
          message: { ja: `${one.field ?? ''}：${one.message.ja}`, en: `${one.field ?? ''}: ${one.message.en}` },
        })),
      ),
  )
}
