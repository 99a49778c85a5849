import type { Bilingual } from '../../base/bilingual.ts'
import type { Clock } from '../../base/clock.ts'
import { Notice } from '../../ui/notice.tsx'
import { PageHeading } from '../../ui/page.tsx'
import type { Database } from '../database/connection.ts'
import type { MenuEntry, Route } from '../routing/route.ts'
import { Copies } from './copies-page.tsx'
import type { Keeper } from './keeper-view.ts'
import { listSites } from './service.ts'

export const sitesTitle: Bilingual = { ja: '写しの状況', en: 'Copies' }

export const sitesMenu: readonly MenuEntry[] = [
  {
    zone: 'staff',
    title: sitesTitle,
    path: '/copies',
    order: 925,
    management: 'running',
    text: {
      ja: '記録の写しがどこにあり、どれだけ新しいかを確かめます。',
      en: 'Where the copies of all records are, and how fresh.',
    },
  },
]

interface SitesPages {
  readonly keeper: Keeper | undefined
  readonly database: Pick<Database, 'app'>
  readonly clock: Clock
  /** Days after which a restore that was not proven again is overdue. */
  readonly proofDays: number
}

export const sitesRoutes = ({ keeper, database, clock, proofDays }: SitesPages): readonly Route[] => [
  {
    method: 'GET',
    path: '/copies',
    zone: 'staff',
    // How old the copies are, and how far away, is for every officer to see: their towns' records are in them.
    access: 'signed-in',
    ledger: [],
    handle: async ({ language }) => {
      const rows = await listSites(database.app)
      return {
        kind: 'page',
        title: sitesTitle,
        crumbs: [{ title: sitesTitle }],
        body: (
          <>
            <PageHeading
              title={sitesTitle[language]}
              lead={
                language === 'ja'
                  ? '受け付けた記録は、二つの拠点のディスクに書かれてから「受け付けました」と答えます。'
                  : 'A record counts as received when it is on the disks of both sites.'
              }
            />
            {keeper ? (
              <Copies language={language} state={keeper.state()} rows={rows} proofDays={proofDays} now={clock.now()} />
            ) : (
              <Notice tone="error" title={language === 'ja' ? '写しがありません' : 'There is no copy'}>
                <p>
                  {language === 'ja'
                    ? 'この拠点が失われると、最後のバックアップより後の記録は戻りません。バックアップもなければ、すべて失われます。もう一つの拠点の設け方は運用の手引きにあります。'
                    : 'If this site is lost, what came after the last backup is lost, and without a backup everything. The operations guide tells how to add a second site.'}
                </p>
              </Notice>
            )}
          </>
        ),
      }
    },
  },
]
