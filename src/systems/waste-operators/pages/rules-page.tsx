import type { Outcome } from '../../../platform/routing/outcome.ts'
import type { RouteRequest } from '../../../platform/routing/route.ts'
import { PageHeading } from '../../../ui/page.tsx'
import { Table } from '../../../ui/table.tsx'
import { StatusTag } from '../../../ui/tag.tsx'
import { Words } from '../../../ui/words.tsx'
import { statedRules } from '../rules/all.ts'
import { dashboardPath, workTitle } from './paths.ts'
import { showDay } from './show-day.ts'

const title = { ja: '使っている規則と根拠', en: 'Rules and their sources' }

/** What the system takes for the law, for officers to check: a rule nobody has confirmed says so. */
export const rulesPage = ({ language }: RouteRequest): Outcome => {
  const ja = language === 'ja'
  return {
    kind: 'page',
    title,
    crumbs: [{ title: workTitle, path: dashboardPath }, { title }],
    body: (
      <>
        <PageHeading
          title={title[language]}
          lead={
            ja
              ? '「未確認」の規則は、本番で使う前に現行の条文で確かめてください。'
              : 'Check what is not confirmed against the text in force before real use.'
          }
        />
        <Table
          language={language}
          caption={title}
          captionHidden
          columns={[
            { title: { ja: '規則', en: 'Rule' } },
            { title: { ja: '適用開始日', en: 'Since' } },
            { title: { ja: '根拠', en: 'Law' } },
            { title: { ja: '確認', en: 'Confirmed' } },
          ]}
          rows={statedRules.map(({ rule, from, source }) => ({
            cells: [
              rule[language],
              from === null ? (ja ? '（記録の始めから）' : '(always)') : showDay(from, language),
              <>
                <Words text={source.law} />
                {source.seen ? (
                  <span class="muted">
                    <Words text={ja ? `（参照：${source.seen}）` : ` (seen: ${source.seen})`} />
                  </span>
                ) : null}
              </>,
              source.confirmed ? (
                <StatusTag tone="good">{ja ? '確認済み' : 'Yes'}</StatusTag>
              ) : (
                <StatusTag tone="warning">{ja ? '未確認' : 'No'}</StatusTag>
              ),
            ],
          }))}
        />
      </>
    ),
  }
}
