import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { clubServices, type TennisClub, tennisClub } from '../../../test/tennis-club.ts'
import { newId } from '../../base/uuid.ts'
import type { Act, Actor } from '../access/actor.ts'
import { folderObjects } from '../files/folder.ts'
import { fileStore } from '../files/store.ts'
import type { RegionDefinition } from '../region.ts'
import { clubLayout, clubMapping } from './fixture-data.ts'
import { checkPackage } from './package/check.ts'
import { writePackageFile } from './package/write.ts'
import { createMove, putFile } from './service/moves.ts'
import type { MovingTools } from './service/tools.ts'

export type Cells = readonly (readonly string[])[]

export const members: Cells = [
  ['A0000001', '見本', '一郎', '01', '4260401', '5000', 'なし'],
  ['A0000002', '髙﨑', '二郎', '02', '5010501', '3000', ''],
  ['A0000003', '見本', '三郎', '3', '0000000', '1200', ''],
]
export const bookings: Cells = [
  ['第1コート', '20260401', 'A0000001'],
  ['第2コート', '20260401', 'A0000002'],
]

export const clubFile = (file: 'member' | 'booking', rows: Cells): Buffer => {
  const of = checkPackage(clubLayout).files.find(one => one.id === file)
  if (!of) throw new Error(file)
  return writePackageFile(of, rows)
}

export interface MovingClub {
  readonly club: TennisClub
  /** Of the file store. */
  readonly folder: string
  readonly tools: MovingTools
  readonly officer: Actor
  readonly chief: Actor
  readonly officerAct: Act
  readonly chiefAct: Act
  /** The platform's own act, as jobs have it. */
  readonly systemAct: Act
  /** A move with its files. @returns its id */
  prepare(
    name: string,
    files?: { readonly member?: Cells | Buffer; readonly booking?: Cells | Buffer },
  ): Promise<string>
  put(move: string, file: 'member' | 'booking', rows: Cells | Buffer): Promise<void>
  drop(): Promise<void>
}

const region = { prefecture: { name: { ja: '見本県', en: 'Sample' } } } as RegionDefinition

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

export const movingTools = (registers: MovingTools['registers'], folder: string): MovingTools => ({
  registers,
  files: fileStore(folderObjects(folder), registers.tools.secrets),
  region,
  offers: [{ layout: checkPackage(clubLayout), mapping: clubMapping }],
})

/** A tennis club that moves in. */
export const movingClub = async (): Promise<MovingClub> => {
  const club = await tennisClub()
  const folder = mkdtempSync(join(tmpdir(), 'musubi-moving-'))
  const tools = movingTools(clubServices(club.db.database), folder)
  const officer = club.officer(['read', 'readPersonal', 'readSpecial', 'import'])
  const person = { ...officer, permissions: new Set([...officer.permissions, 'moving.manage', 'moving.look']) }
  const chief: Actor = { ...officer, person: newId(), name: '見本 課長', permissions: new Set(['moving.approve']) }
  const system: Actor = { ...officer, kind: 'system', person: null, name: 'Musubi', permissions: new Set() }
  const officerAct = club.act(person)
  const put = async (move: string, file: 'member' | 'booking', rows: Cells | Buffer) => {
    const bytes = Buffer.isBuffer(rows) ? rows : clubFile(file, rows)
    await putFile(tools, officerAct, move, { file, name: `${file}.csv`, content: once(bytes) })
  }
  return {
    club,
    folder,
    tools,
    officer: person,
    chief,
    officerAct,
    chiefAct: club.act(chief),
    systemAct: club.act(system),
    put,
    async prepare(name, files = {}) {
      const id = await createMove(tools, officerAct, { name, layout: 'club', mapping: 'shipped', sample: false })
      await put(id, 'member', files.member ?? members)
      await put(id, 'booking', files.booking ?? bookings)
      return id
    },
    async drop() {
      await club.drop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
