import type { Bilingual } from '../../../base/bilingual.ts'
import { showMoment } from '../../../base/moment.ts'
import type { Problem } from '../../../base/problem.ts'
import { Button, Buttons, LinkButton } from '../../../ui/button.tsx'
import { ErrorSummary } from '../../../ui/error-summary.tsx'
import { TextAreaField } from '../../../ui/field.tsx'
import { Form } from '../../../ui/form.tsx'
import { href } from '../../../ui/link.ts'
import { Notice } from '../../../ui/notice.tsx'
import { PageHeading, Section } from '../../../ui/page.tsx'
import { Table } from '../../../ui/table.tsx'
import { may } from '../../access/actor.ts'
import type { Outcome } from '../../routing/outcome.ts'
import type { RouteRequest } from '../../routing/route.ts'
import { agrees, type Difference } from '../compare/report.ts'
import { differencesOf, findComparison, signComparison } from '../service/comparing.ts'
import { look, type MovingTools, manage, openMove } from '../service/tools.ts'
import { json } from '../store.ts'
import { count, movePath, orProblems, page, param, textOf } from './common.tsx'

const title: Bilingual = { ja: '新旧の突合', en: 'Old and new compared' }
const pageSize = 50
const kinds: Readonly<Record<Difference['kind'], Bilingual>> = {
  differing: { ja: '値が違う', en: 'Differs' },
  missing: { ja: '台帳にない', en: 'Not in the register' },
  extra: { ja: '旧システムにない', en: 'Not in the old system' },
}

export const comparisonPage = async (
  tools: MovingTools,
  request: RouteRequest,
  problems: readonly Problem[] = [],
  remark = '',
): Promise<Outcome> => {
  const { language } = request
  const ja = language === 'ja'
  const act = request.act()
  const open = await openMove(tools, act, param(request, 'id'))
  const one = await findComparison(tools, act, open.move.id, param(request, 'comparison'))
  const path = movePath(open.move.id, `/comparisons/${one.id}`)
  const from = request.query.get('differences') === '1' && may(request.actor, look) ? 0 : null
  const differences = from === null ? null : await differencesOf(tools, act, one, { from, count: pageSize })
  const registerOf = (id: string) => tools.registers.service(id).register
  const label = (register: string, field: string): string =>
    registerOf(register).fieldByName(field)?.field.label[language] ?? field
  return page(
    title,
    <>
      <ErrorSummary language={language} problems={problems} />
      <PageHeading title={title[language]} lead={`${open.move.name}　${showMoment(one.at, language)}　${one.by_name}`}>
        <LinkButton language={language} look="quiet" path={`${path}/report.json`}>
          JSON
        </LinkButton>
      </PageHeading>
      {agrees(one.report) ? (
        <Notice tone="success" title={ja ? '旧システムと台帳は一致しています' : 'Old system and registers agree'} />
      ) : (
        <Notice tone="warning" title={ja ? '旧システムと台帳に違いがあります' : 'Old system and registers differ'} />
      )}
      <Section title={ja ? '件数' : 'Counts'}>
        <Table
          language={language}
          caption={{ ja: '件数', en: 'Counts' }}
          captionHidden
          columns={[
            { title: { ja: '台帳', en: 'Register' } },
            ...[
              { ja: '旧', en: 'Old' },
              { ja: '新', en: 'New' },
              { ja: '一致', en: 'Same' },
              { ja: '値が違う', en: 'Differ' },
              { ja: '台帳にない', en: 'Missing' },
              { ja: '旧にない', en: 'Extra' },
              { ja: '読めない行', en: 'Unread' },
            ].map(heading => ({ title: heading, numeric: true })),
          ]}
          rows={one.report.targets.map(target => ({
            cells: [
              registerOf(target.register).definition.title[language],
              ...[target.old, target.new, target.same, target.differing, target.missing].map(count),
              target.extra === null ? '－' : count(target.extra),
              count(target.unread),
            ],
            tone: target.differing + target.missing + target.unread + (target.extra ?? 0) ? 'warning' : undefined,
          }))}
        />
      </Section>
      {one.report.targets.map(target => (
        <Section
          title={`${registerOf(target.register).definition.title[language]}：${ja ? '項目ごとの件数と合計' : 'fields'}`}
        >
          <Table
            language={language}
            caption={{ ja: '項目ごとの件数と合計', en: 'Counts and totals by field' }}
            captionHidden
            columns={[
              { title: { ja: '項目', en: 'Field' } },
              { title: { ja: '旧の件数', en: 'Old' }, numeric: true },
              { title: { ja: '新の件数', en: 'New' }, numeric: true },
              { title: { ja: '旧の合計・範囲', en: 'Old total, range' } },
              { title: { ja: '新の合計・範囲', en: 'New total, range' } },
            ]}
            rows={target.fields.map(field => ({
              cells: [
                label(target.register, field.field),
                count(field.old),
                count(field.new),
                field.oldTotal ?? '',
                field.newTotal ?? '',
              ],
              tone: field.old !== field.new || field.oldTotal !== field.newTotal ? 'warning' : undefined,
            }))}
          />
        </Section>
      ))}
      {differences ? (
        <Section title={ja ? '違いのある記録' : 'Records that differ'} id="differences">
          <p>
            {ja
              ? `${count(differences.total)}件のうち、最初の${count(differences.rows.length)}件です。閲覧は証跡に残りました。`
              : `The first ${differences.rows.length} of ${differences.total}; this look is in the ledger.`}
          </p>
          <Table
            language={language}
            caption={{ ja: '違いのある記録', en: 'Records that differ' }}
            captionHidden
            columns={[
              { title: { ja: '記録', en: 'Record' } },
              { title: { ja: '違い', en: 'Kind' } },
              { title: { ja: '項目', en: 'Field' } },
              { title: { ja: '旧', en: 'Old' } },
              { title: { ja: '新', en: 'New' } },
            ]}
            rows={differences.rows.flatMap(row => {
              const name = row.record ? (
                <a href={href(language, `/registers/${row.register}/${row.record}`)}>
                  {row.row ? `${ja ? '行' : 'row '}${count(row.row)}` : ja ? '台帳の記録' : 'record'}
                </a>
              ) : (
                `${ja ? '行' : 'row '}${count(row.row ?? 0)}`
              )
              const fields =
                row.kind === 'differing' ? row.fields : row.fields.filter(field => field.old !== null).slice(0, 3)
              return fields.length === 0
                ? [{ cells: [name, kinds[row.kind][language], '', '', ''] }]
                : fields.map(field => ({
                    cells: [
                      name,
                      kinds[row.kind][language],
                      label(row.register, field.field),
                      field.old ?? '',
                      field.new ?? '',
                    ],
                  }))
            })}
          />
        </Section>
      ) : may(request.actor, look) && !agrees(one.report) ? (
        <Buttons>
          <LinkButton language={language} look="secondary" path={`${path}?differences=1`}>
            {ja ? '違いを1件ずつ見る（証跡に残ります）' : 'See the differences (kept in the ledger)'}
          </LinkButton>
        </Buttons>
      ) : null}
      <Section title={ja ? '確認' : 'Signing off'} id="sign">
        {one.signed_at ? (
          <p>
            {showMoment(one.signed_at, language)} {one.signed_by_name} {ja ? 'が確認しました。' : 'signed off.'}{' '}
            <span lang="ja">{one.remark ?? ''}</span>
          </p>
        ) : may(request.actor, manage) ? (
          <Form language={language} path={`${path}/sign`} csrf={request.csrf}>
            <TextAreaField
              language={language}
              name="remark"
              rows={2}
              required={!agrees(one.report)}
              label={{ ja: '所見', en: 'Remark' }}
              help={{ ja: '違いがあるときは、その理由を書いてください。', en: 'Where they differ: why.' }}
              value={remark}
              problems={problems}
            />
            <Buttons>
              <Button>{ja ? '突合の結果を確認した' : 'Sign off'}</Button>
            </Buttons>
          </Form>
        ) : (
          <p>{ja ? 'まだ確認されていません。' : 'Not signed off yet.'}</p>
        )}
      </Section>
    </>,
    {
      crumbs: [{ title: { ja: open.move.name, en: open.move.name }, path: movePath(open.move.id) }, { title }],
      problems,
    },
  )
}

export const comparisonFile = async (tools: MovingTools, request: RouteRequest): Promise<Outcome> => {
  const act = request.act()
  const open = await openMove(tools, act, param(request, 'id'))
  const { differences: _, ...one } = await findComparison(tools, act, open.move.id, param(request, 'comparison'))
  return {
    kind: 'file',
    type: 'application/json',
    name: `comparison-${one.at.slice(0, 10)}.json`,
    bytes: `${JSON.stringify(json(one), null, 2)}\n`,
  }
}

export const sign = async (tools: MovingTools, request: RouteRequest): Promise<Outcome> => {
  const remark = textOf((await request.form()).values, 'remark')
  const act = request.act()
  const [id, comparison] = [param(request, 'id'), param(request, 'comparison')]
  const one = await findComparison(tools, act, id, comparison)
  if (!agrees(one.report) && remark === '')
    return comparisonPage(tools, request, [
      { field: 'remark', message: { ja: '違いがあるので、理由を入力してください。', en: 'They differ: say why.' } },
    ])
  return orProblems(
    async () => {
      await signComparison(tools, act, one, remark)
      return {
        kind: 'redirect',
        to: movePath(id, `/comparisons/${comparison}`),
        notice: { ja: '突合の結果を確認しました。', en: 'Signed off.' },
      }
    },
    problems => comparisonPage(tools, request, problems, remark),
  )
}
