import type { Bilingual, Language } from '../../../base/bilingual.ts'
import { showMoment } from '../../../base/moment.ts'
import { workbookBytes, workbookType } from '../../../base/workbook/write.ts'
import { Buttons, LinkButton } from '../../../ui/button.tsx'
import { Details } from '../../../ui/details.tsx'
import { href } from '../../../ui/link.ts'
import { Notice } from '../../../ui/notice.tsx'
import { Figures, PageHeading, Section } from '../../../ui/page.tsx'
import { Table } from '../../../ui/table.tsx'
import { may } from '../../access/actor.ts'
import type { Outcome } from '../../routing/outcome.ts'
import type { RouteRequest } from '../../routing/route.ts'
import { fileNamed } from '../definition.ts'
import { type Finding, findingKinds, refusedOf } from '../run/report.ts'
import { findRehearsal, kindsOf, reportDifference } from '../service/rehearse.ts'
import { look, type MovingTools, type OpenMove, openMove } from '../service/tools.ts'
import { asOwn, json, type RehearsalRow, rehearsalsOf } from '../store.ts'
import { count, movePath, page, param } from './common.tsx'

const title: Bilingual = { ja: 'リハーサルの結果', en: 'Rehearsal' }

const itemTitle = (open: OpenMove, finding: Finding, language: Language): string => {
  const file = fileNamed(open.layout, finding.file)
  const items = finding.item
    .split(' ')
    .map(id => file?.items.find(item => item.id === id.replace(/\.\d+$/, ''))?.title[language] ?? id)
  return [file?.title[language] ?? finding.file, items.filter(Boolean).join('・')].filter(Boolean).join('：')
}

const shownRows = 5

const Rows = ({
  open,
  finding,
  language,
  looks,
}: {
  open: OpenMove
  finding: Finding
  language: Language
  looks: boolean
}) => {
  const rows = finding.rows.slice(0, shownRows)
  if (rows.length === 0) return null
  const text =
    rows.map(row => count(row)).join('、') + (finding.count > rows.length ? (language === 'ja' ? ' ほか' : ' …') : '')
  if (!looks) return <>{text}</>
  const path = movePath(open.move.id, `/rows?file=${finding.file}&rows=${finding.rows.join(',')}`)
  return (
    <a href={href(language, path)}>
      {text}
      <span class="visually-hidden">{language === 'ja' ? '行目を見る' : ': see these rows'}</span>
    </a>
  )
}

export const rehearsalPage = async (tools: MovingTools, request: RouteRequest): Promise<Outcome> => {
  const { language } = request
  const ja = language === 'ja'
  const act = request.act()
  const open = await openMove(tools, act, param(request, 'id'))
  const one = await findRehearsal(tools, act, open.move.id, param(request, 'rehearsal'))
  const all = await asOwn(tools.registers.tools.database, act, tx => rehearsalsOf(tx, open.move.tenant, open.move.id))
  const before = all[all.findIndex(other => other.id === one.id) + 1]
  const { report } = one
  const refused = refusedOf(report)
  const looks = may(request.actor, look) && open.files.length > 0
  const differences = before ? reportDifference(before.report, report) : []
  const base = movePath(open.move.id, `/rehearsals/${one.id}`)
  const sum = (name: 'created' | 'changed' | 'unchanged'): string =>
    count(report.targets.reduce((total, target) => total + target[name], 0))
  return page(
    title,
    <>
      <PageHeading title={title[language]} lead={`${open.move.name}　${showMoment(one.at, language)}　${one.by_name}`}>
        <LinkButton language={language} look="secondary" path={`${base}/report.xlsx`}>
          {ja ? 'Excel で保存' : 'As Excel'}
        </LinkButton>
        <LinkButton language={language} look="quiet" path={`${base}/report.json`}>
          JSON
        </LinkButton>
      </PageHeading>
      {refused > 0 || (report.kinds.file ?? 0) > 0 ? (
        <Notice
          tone="warning"
          title={ja ? '取り込めない行かファイルがあります' : 'Some rows or files cannot be taken over'}
        >
          {ja
            ? '種類ごとに原因を示します。元のデータ、対応づけ、文字の表のどれかを直して、もう一度リハーサルをしてください。'
            : 'Mend data, mapping or characters and rehearse again.'}
        </Notice>
      ) : (
        <Notice tone="success" title={ja ? 'すべての行を取り込めます' : 'Every row can be taken over'} />
      )}
      <Figures
        items={[
          { label: ja ? '登録される' : 'New', value: sum('created'), unit: ja ? '件' : '' },
          { label: ja ? '変更される' : 'Changed', value: sum('changed'), unit: ja ? '件' : '' },
          { label: ja ? '変わらない' : 'Unchanged', value: sum('unchanged'), unit: ja ? '件' : '' },
          { label: ja ? '取り込めない' : 'Refused', value: count(refused), unit: ja ? '行' : '' },
        ]}
      />
      <Section title={ja ? '台帳ごとの件数' : 'By register'}>
        <Table
          language={language}
          caption={{ ja: '台帳ごとの件数', en: 'By register' }}
          captionHidden
          columns={[
            { title: { ja: '台帳', en: 'Register' } },
            { title: { ja: '行数', en: 'Rows' }, numeric: true },
            { title: { ja: '登録', en: 'New' }, numeric: true },
            { title: { ja: '変更', en: 'Changed' }, numeric: true },
            { title: { ja: '変わらない', en: 'Unchanged' }, numeric: true },
            { title: { ja: '取り込めない', en: 'Refused' }, numeric: true },
          ]}
          rows={report.targets.map(target => ({
            cells: [
              tools.registers.find(target.register)?.register.definition.title[language] ?? target.register,
              ...[target.rows, target.created, target.changed, target.unchanged, target.refused].map(count),
            ],
            tone: target.refused ? 'warning' : undefined,
          }))}
        />
      </Section>
      {before ? (
        <Section title={ja ? '前回との差' : 'Since the last rehearsal'} id="difference">
          {differences.length === 0 ? (
            <p>{ja ? '前回と同じ結果です。' : 'As before.'}</p>
          ) : (
            <Table
              language={language}
              caption={{ ja: '前回との差', en: 'Since the last rehearsal' }}
              captionHidden
              columns={[
                { title: { ja: '内容', en: 'What' } },
                { title: { ja: '前回', en: 'Before' }, numeric: true },
                { title: { ja: '今回', en: 'Now' }, numeric: true },
              ]}
              rows={differences.slice(0, 100).map(({ finding, before: old, after }) => ({
                cells: [
                  `${itemTitle(open, finding, language)}　${finding.message[language]}${finding.value ? `（${finding.value}）` : ''}`,
                  count(old),
                  count(after),
                ],
              }))}
            />
          )}
        </Section>
      ) : null}
      {kindsOf(report).map(kind => (
        <Section title={`${findingKinds[kind].title[language]}（${count(report.kinds[kind] ?? 0)}）`} id={kind}>
          <Table
            language={language}
            caption={findingKinds[kind].title}
            captionHidden
            columns={[
              { title: { ja: 'ファイル：項目', en: 'File: item' } },
              { title: { ja: '内容', en: 'What' } },
              { title: { ja: '値', en: 'Value' } },
              { title: { ja: '件数', en: 'Count' }, numeric: true },
              { title: { ja: '行', en: 'Rows' } },
            ]}
            rows={report.findings
              .filter(finding => finding.kind === kind)
              .slice(0, 50)
              .map(finding => ({
                cells: [
                  itemTitle(open, finding, language),
                  finding.message[language],
                  [finding.value ?? '', ...(finding.suggestions?.length ? [`→ ${finding.suggestions.join('・')}`] : [])]
                    .filter(Boolean)
                    .join(' '),
                  count(finding.count),
                  <Rows open={open} finding={finding} language={language} looks={looks} />,
                ],
              }))}
          />
        </Section>
      ))}
      <Section title={ja ? 'ファイルと項目の件数' : 'By file and item'}>
        {report.files.map(file => (
          <Details
            summary={`${fileNamed(open.layout, file.file)?.title[language] ?? file.file}　${count(file.rows)}${ja ? '行' : ' rows'}　SHA-256 ${file.sha256.slice(0, 16)}…`}
          >
            <Table
              language={language}
              caption={{ ja: `${file.name} の項目`, en: `Items of ${file.name}` }}
              captionHidden
              columns={[
                { title: { ja: '項目', en: 'Item' } },
                { title: { ja: '値あり', en: 'Filled' }, numeric: true },
                { title: { ja: '空', en: 'Empty' }, numeric: true },
              ]}
              rows={file.items.map(item => ({
                cells: [
                  fileNamed(open.layout, file.file)?.items.find(of => of.id === item.id.replace(/\.\d+$/, ''))?.title[
                    language
                  ] ?? item.id,
                  count(item.filled),
                  count(item.empty),
                ],
              }))}
            />
          </Details>
        ))}
      </Section>
      <Buttons>
        <LinkButton language={language} look="quiet" path={movePath(open.move.id)}>
          {ja ? '移行に戻る' : 'Back to the move'}
        </LinkButton>
      </Buttons>
    </>,
    { crumbs: [{ title: { ja: open.move.name, en: open.move.name }, path: movePath(open.move.id) }, { title }] },
  )
}

const workbook = (open: OpenMove, one: RehearsalRow): Promise<Buffer> => {
  const { report } = one
  return workbookBytes([
    {
      name: '集計',
      widths: [40],
      headings: 2,
      rows: [
        [`${open.move.name}　リハーサル　${showMoment(one.at, 'ja')}　${one.by_name}`],
        ['台帳', '行数', '登録', '変更', '変わらない', '取り込めない'],
        ...report.targets.map(target => [
          target.register,
          ...[target.rows, target.created, target.changed, target.unchanged, target.refused],
        ]),
      ],
    },
    {
      name: '指摘',
      widths: [26, 26, 70, 16, 12, 10, 30],
      headings: 1,
      rows: [
        ['種類', 'ファイル：項目', '内容', '値', '候補', '件数', '最初の行'],
        ...report.findings.map(finding => [
          findingKinds[finding.kind].title.ja,
          itemTitle(open, finding, 'ja'),
          finding.message.ja,
          finding.value ?? '',
          (finding.suggestions ?? []).join('・'),
          finding.count,
          finding.rows.join(', '),
        ]),
      ],
    },
    {
      name: '項目別件数',
      widths: [30, 26],
      headings: 1,
      rows: [
        ['ファイル', '項目', '値あり', '空'],
        ...report.files.flatMap(file => file.items.map(item => [file.name, item.id, item.filled, item.empty])),
      ],
    },
  ])
}

export const rehearsalFile = async (
  tools: MovingTools,
  request: RouteRequest,
  format: 'xlsx' | 'json',
): Promise<Outcome> => {
  const act = request.act()
  const open = await openMove(tools, act, param(request, 'id'))
  const one = await findRehearsal(tools, act, open.move.id, param(request, 'rehearsal'))
  const name = `rehearsal-${one.at.slice(0, 10)}`
  return format === 'json'
    ? { kind: 'file', type: 'application/json', name: `${name}.json`, bytes: `${JSON.stringify(json(one), null, 2)}\n` }
    : {
        kind: 'file',
        type: workbookType,
        name: `${name}.xlsx`,
        bytes: await workbook(open, one),
      }
}
