import type { Bilingual, Language } from '../../base/bilingual.ts'
import { showMoment } from '../../base/moment.ts'
import { Empty } from '../../ui/empty.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Figures, PageHeading, Section } from '../../ui/page.tsx'
import { Table } from '../../ui/table.tsx'
import { StatusTag } from '../../ui/tag.tsx'
import type { MenuEntry, Route } from '../routing/route.ts'
import type { BackupService, BackupView } from './service.ts'

const title: Bilingual = { ja: 'バックアップ', en: 'Backups' }

export const backupMenu: readonly MenuEntry[] = [
  {
    zone: 'staff',
    title,
    path: '/backups',
    permission: 'backup.read',
    order: 930,
    management: 'running',
    text: {
      ja: '写しの新しさと、復元できることの確認結果を見ます。',
      en: 'How fresh the backups are, and whether they were shown to restore.',
    },
  },
]

const lead: Bilingual = {
  ja: 'この機械が失われても記録を戻せるように、暗号化した写しを別の場所に置いています。戻せることは、実際に復元して確かめます。',
  en: 'Sealed copies lie in another place, so that the records can be brought back when this machine is lost. That they can is shown by restoring them.',
}

const size = (bytes: string | number): string => {
  const value = Number(bytes)
  return value >= 1e9 ? `${(value / 1e9).toFixed(1)} GB` : `${(value / 1e6).toFixed(value >= 1e8 ? 0 : 1)} MB`
}

const duration = (milliseconds: number, language: Language): string => {
  const seconds = Math.max(0, Math.round(milliseconds / 1000))
  const [amount, ja, en] =
    seconds < 120
      ? [seconds, '秒', 'seconds']
      : seconds < 7200
        ? [Math.round(seconds / 60), '分', 'minutes']
        : seconds < 172_800
          ? [Math.round(seconds / 3600), '時間', 'hours']
          : [Math.round(seconds / 86_400), '日', 'days']
  return language === 'ja' ? `${amount}${ja}` : `${amount} ${en}`
}

const notYet: Bilingual = { ja: 'まだありません', en: 'none yet' }

const figures = (view: BackupView, language: Language, now: Date) => {
  const since = (moment: string | Date) => duration(now.getTime() - new Date(moment).getTime(), language)
  const loss =
    view.shippedUntil === undefined
      ? notYet[language]
      : view.unshipped === 0
        ? duration(0, language)
        : since(view.shippedUntil)
  return [
    {
      label: language === 'ja' ? 'いま失われると戻せない時間（RPO）' : 'What would be lost now (RPO)',
      value: loss,
      note:
        view.shippedUntil === undefined
          ? undefined
          : language === 'ja'
            ? `${showMoment(view.shippedUntil.toISOString(), language)} までの変更は写しにあります（${view.seconds ?? '-'}秒ごと）`
            : `Changes up to ${showMoment(view.shippedUntil.toISOString(), language)} are in the copy (every ${view.seconds ?? '-'} s)`,
    },
    {
      label: language === 'ja' ? '最後のバックアップ' : 'Last backup',
      value: view.newest
        ? language === 'ja'
          ? `${since(view.newest.finished_at)}前`
          : `${since(view.newest.finished_at)} ago`
        : notYet[language],
      note: view.newest && showMoment(view.newest.finished_at, language),
    },
    {
      label: language === 'ja' ? '復元できることの最後の確認' : 'Last proven to restore',
      value: view.lastGood
        ? language === 'ja'
          ? `${since(view.lastGood.at)}前`
          : `${since(view.lastGood.at)} ago`
        : notYet[language],
      note:
        view.lastGood &&
        (language === 'ja'
          ? `${showMoment(view.lastGood.at, language)}、${Math.round(view.lastGood.seconds)}秒で復元`
          : `${showMoment(view.lastGood.at, language)}, restored in ${Math.round(view.lastGood.seconds)} s`),
    },
  ]
}

const Backups = ({ view, language }: { view: BackupView; language: Language }) => (
  <Table
    language={language}
    caption={{ ja: 'バックアップの一覧', en: 'Backups that are kept' }}
    captionHidden
    columns={[
      { title: { ja: '取得', en: 'Made' } },
      { title: { ja: '番号', en: 'Id' } },
      { title: { ja: 'データベース', en: 'Database' }, numeric: true },
      { title: { ja: '新しく書いた量', en: 'Newly written' }, numeric: true },
      { title: { ja: 'ファイル', en: 'Files' }, numeric: true },
      { title: { ja: '証跡', en: 'Ledger entries' }, numeric: true },
      { title: { ja: '鍵の世代', en: 'Key epoch' }, numeric: true },
    ]}
    rows={view.backups.map(backup => ({
      cells: [
        showMoment(backup.finished_at, language),
        <code>{backup.id}</code>,
        size(backup.cluster_bytes),
        size(backup.written_bytes),
        Number(backup.uploads).toLocaleString('en-US'),
        Number(backup.ledger_size).toLocaleString('en-US'),
        String(backup.epoch),
      ],
    }))}
  />
)

const Proofs = ({ view, language }: { view: BackupView; language: Language }) => (
  <Table
    language={language}
    caption={{ ja: '復元の確認の一覧', en: 'Proofs of the restore' }}
    captionHidden
    columns={[
      { title: { ja: '確認', en: 'Proven' } },
      { title: { ja: '結果', en: 'Result' } },
      { title: { ja: 'バックアップ', en: 'Backup' } },
      { title: { ja: '照合した行', en: 'Rows compared' }, numeric: true },
      { title: { ja: '検証した証跡', en: 'Entries verified' }, numeric: true },
      { title: { ja: '時間', en: 'Took' }, numeric: true },
    ]}
    rows={view.proofs.map(({ at, good, backup, report, seconds }) => ({
      ...(good ? {} : { tone: 'warning' as const }),
      cells: [
        showMoment(at, language),
        <>
          <StatusTag tone={good ? 'good' : 'bad'}>
            {good ? (language === 'ja' ? '復元できました' : 'Restored') : language === 'ja' ? '問題あり' : 'Problems'}
          </StatusTag>
          {report.problems.slice(0, 3).map(problem => (
            <p class="muted" lang="en">
              {problem}
            </p>
          ))}
        </>,
        <code>{backup || '-'}</code>,
        report.rows.toLocaleString('en-US'),
        report.ledger.toLocaleString('en-US'),
        duration(seconds * 1000, language),
      ],
    }))}
  />
)

/** What stands at the place, without what a URL may carry along. */
const placeText = (view: BackupView, language: Language): string =>
  view.place ?? (language === 'ja' ? '設定されていません' : 'not configured')

export const backupRoutes = (service: BackupService, now: () => Date): readonly Route[] => [
  {
    method: 'GET',
    path: '/backups',
    zone: 'staff',
    access: { permission: 'backup.read' },
    ledger: [],
    handle: async ({ language }) => {
      const view = await service.view()
      return {
        kind: 'page',
        title,
        crumbs: [{ title }],
        wide: true,
        body: (
          <>
            <PageHeading title={title[language]} lead={lead[language]} />
            {view.alarms.length > 0 ? (
              <Notice tone="error" title={language === 'ja' ? '確認が必要です' : 'Needs attention'}>
                <ul>
                  {view.alarms.map(alarm => (
                    <li>{alarm.text[language]}</li>
                  ))}
                </ul>
              </Notice>
            ) : (
              <Notice tone="success">
                {language === 'ja'
                  ? `写しは新しく、${view.proofDays}日以内に復元できることを確かめてあります。`
                  : `The copies are fresh, and were shown to restore within the last ${view.proofDays} days.`}
              </Notice>
            )}
            <Figures items={figures(view, language, now())} />
            <p class="muted">
              {language === 'ja' ? '保管先：' : 'Kept in: '}
              {placeText(view, language)}
            </p>
            <Section title={language === 'ja' ? '復元の確認' : 'Proofs of the restore'}>
              {view.proofs.length === 0 ? (
                <Empty title={language === 'ja' ? 'まだ確認していません。' : 'Nothing was proven yet.'} />
              ) : (
                <Proofs view={view} language={language} />
              )}
            </Section>
            <Section title={language === 'ja' ? '保管しているバックアップ' : 'Backups that are kept'}>
              {view.backups.length === 0 ? (
                <Empty title={language === 'ja' ? 'バックアップはありません。' : 'There is no backup.'} />
              ) : (
                <Backups view={view} language={language} />
              )}
            </Section>
          </>
        ),
      }
    },
  },
]
