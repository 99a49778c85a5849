import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bad, good } from '../src/base/problem.ts'
import { folderObjects } from '../src/platform/files/folder.ts'
import { fileStore } from '../src/platform/files/store.ts'
import { catalogueRoutes } from '../src/platform/registers/catalogue/pages.tsx'
import { documentRoutes } from '../src/platform/registers/documents/pages.tsx'
import { DocumentService } from '../src/platform/registers/documents/service.ts'
import type { LayoutDefinition } from '../src/platform/registers/import/layout.ts'
import { createUploads } from '../src/platform/registers/import/uploads.ts'
import { fileRoutes } from '../src/platform/registers/pages/file-routes.ts'
import type { Outcome } from '../src/platform/routing/outcome.ts'
import type { Route } from '../src/platform/routing/route.ts'
import { type Call, callRoute } from './call-route.ts'
import { everything, tennisClub, testSecrets } from './tennis-club.ts'

/** A layout of others: a row is a member and the member's booking. */
const layout: LayoutDefinition = {
  id: 'visits',
  title: { ja: '来場表', en: 'Visits' },
  description: { ja: '来場表（見本）', en: 'Visits (sample)' },
  registers: ['club_member', 'club_booking'],
  read: rows => ({
    problems: [],
    repairs: [],
    records: rows.slice(1).flatMap(({ row, cells: [number = '', name = '', court = '', day = ''] }) => [
      { register: 'club_member', row, values: { number, name } },
      { register: 'club_booking', row, values: { court, day }, references: { member: number } },
    ]),
  }),
  writing: {
    register: 'club_booking',
    encoding: 'cp932',
    headings: ['番号', '名前', 'コート', '日'],
    fields: { club_booking: ['court', 'day', 'member'], club_member: ['number', 'name'] },
    references: ['member'],
    row: (booking, { member }) =>
      member
        ? good([member['number'], member['name'], booking['court'], booking['day']].map(String))
        : bad({ ja: '会員がありません。', en: 'There is no member.' }, { column: '番号' }),
  },
}

/** The tennis club with every page that has to do with files. */
export const openFilePages = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'musubi-pages-'))
  const club = await tennisClub()
  const officer = club.officer(everything)
  const { registers } = club
  const tools = { registers, uploads: createUploads(join(folder, 'uploads'), testSecrets()), layouts: [layout] }
  const documents = new DocumentService(registers, fileStore(folderObjects(join(folder, 'files')), testSecrets()))
  const routes: readonly Route[] = [
    ...registers.all().flatMap(service => [...fileRoutes(tools, service), ...documentRoutes(documents, service)]),
    ...catalogueRoutes(registers, { ja: '見本県', en: 'Mihon' }, { ja: '見本', en: 'Sample' }),
  ]
  return {
    club,
    officer,
    routes,
    folder,
    call: (address: string, asked: Call = {}): Promise<Outcome> =>
      callRoute(routes, (who, reason) => club.act(who, reason), address, { who: officer, ...asked }),
    count: async (table: string): Promise<number> => {
      const { owner } = club.db.database
      const [row] = await owner`select count(*)::int as n from ${owner(`register.${table}`)}`
      return Number(row?.['n'])
    },
    close: async (): Promise<void> => {
      rmSync(folder, { recursive: true })
      await club.drop()
    },
  }
}

export const members = '/registers/club_member'
