import { Buttons, LinkButton } from '../../../ui/button.tsx'
import { href } from '../../../ui/link.ts'
import { Notice } from '../../../ui/notice.tsx'
import { PageHeading, Section } from '../../../ui/page.tsx'
import { Table } from '../../../ui/table.tsx'
import { Words } from '../../../ui/words.tsx'
import type { Outcome } from '../../routing/outcome.ts'
import type { RouteRequest } from '../../routing/route.ts'
import { batchPath, proposalPath, staffList, staffRecord } from '../pages/paths.ts'
import type { SeveralAct } from './act.ts'
import type { Chosen, Done, Prepared, SeveralTools } from './prepare.ts'
import { Reasons } from './prospect.tsx'

/** One request: the act, what was chosen, and where one came from. */
export interface Sending {
  readonly tools: SeveralTools
  readonly several: SeveralAct
  readonly request: RouteRequest
  readonly chosen: readonly Chosen[]
  readonly from: string
  readonly reason: string
}

export const crumbsOf = ({ tools, several }: Sending) => {
  const { register } = tools.registers.service(several.register)
  return [{ title: register.definition.title, path: staffList(register) }, { title: several.title }]
}

/** Those that cannot be done, each with why. */
export const NotDone = ({ sending, rows }: { sending: Sending; rows: readonly Prepared[] }) => {
  const { several, tools, request } = sending
  const { register } = tools.registers.service(several.register)
  const unable = rows.flatMap(one => (one.can ? [] : [one]))
  return (
    <Table
      language={request.language}
      caption={{ ja: 'できない記録', en: 'Cannot be done' }}
      captionHidden
      columns={[{ title: { ja: '記録', en: 'Record' } }, { title: { ja: 'できない理由', en: 'Why not' } }]}
      rows={unable.map(one => ({
        tone: 'warning' as const,
        cells: [
          <a href={href(request.language, staffRecord(register, one.id))}>
            <Words text={one.name} />
          </a>,
          <Reasons problems={one.problems} language={request.language} />,
        ],
      }))}
    />
  )
}

/** What came of it, record by record. */
export const donePage = (
  sending: Sending,
  done: readonly Done[],
  left: readonly Prepared[],
  batch: string,
): Outcome => {
  const { several, request, from, tools } = sending
  const { language } = request
  const ja = language === 'ja'
  const { register } = tools.registers.service(several.register)
  const waits = done.some(({ proposal }) => proposal !== null)
  return {
    kind: 'page',
    title: several.title,
    crumbs: crumbsOf(sending),
    wide: true,
    body: (
      <>
        <PageHeading title={ja ? `${several.title.ja}：結果` : `${several.title.en}: result`} />
        <Notice tone="success">
          {waits
            ? ja
              ? `${done.length}件を決裁に回しました。`
              : `${done.length} were sent for approval.`
            : ja
              ? `${done.length}件を行いました。`
              : `${done.length} were done.`}
          {left.length ? (ja ? `${left.length}件は行っていません。` : ` ${left.length} were left out.`) : ''}
        </Notice>
        <Buttons>
          <LinkButton language={language} path={from}>
            {ja ? '一覧に戻る' : 'Back to the list'}
          </LinkButton>
          {waits ? (
            <LinkButton language={language} look="secondary" path={batchPath(batch)}>
              {ja ? 'まとめて回した起案' : 'The proposals sent together'}
            </LinkButton>
          ) : null}
        </Buttons>
        {left.length ? (
          <Section title={ja ? `行わなかった記録（${left.length}件）` : `Left out (${left.length})`}>
            <NotDone sending={sending} rows={left} />
          </Section>
        ) : null}
        <Section title={ja ? `行った記録（${done.length}件）` : `Done (${done.length})`}>
          <Table
            language={language}
            caption={several.title}
            captionHidden
            columns={[{ title: { ja: '記録', en: 'Record' } }, { title: { ja: '結果', en: 'Result' } }]}
            rows={done.map(({ id, name, proposal }) => ({
              cells: [
                <a href={href(language, staffRecord(register, id))}>
                  <Words text={name} />
                </a>,
                proposal ? (
                  <a href={href(language, proposalPath(proposal))}>{ja ? '決裁待ちの起案' : 'Waits for approval'}</a>
                ) : ja ? (
                  '済み'
                ) : (
                  'Done'
                ),
              ],
            }))}
          />
        </Section>
      </>
    ),
  }
}
