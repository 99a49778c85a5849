import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { clubServices, type TennisClub, tennisClub } from '../../../test/tennis-club.ts'
import { newId } from '../../base/uuid.ts'
import type { Act, Actor } from '../access/actor.ts'
import { folderObjects } from '../files/folder.ts'
import { fileStore } from '../files/store.ts'
import type { RegionDefinition } from '../region.ts'
import type { MoveMapping } from './mapping/definition.ts'
import { checkPackage } from './package/check.ts'
import { writePackageFile } from './package/write.ts'
import { createMove, putFile } from './service/moves.ts'
import type { MovingTools } from './service/tools.ts'

/** The old system of a tennis club: members, and bookings that belong to them. */
export const clubLayout = {
  id: 'club',
  version: '1',
  title: { ja: 'テニスクラブ（見本）', en: 'Tennis club (sample)' },
  files: [
    {
      id: 'member',
      title: { ja: '会員', en: 'Members' },
      pattern: 'KAIIN*.csv',
      encoding: 'cp932',
      form: { kind: 'delimited', delimiter: ',', header: true },
      key: ['number'],
      group: 'members',
      items: [
        { number: 1, id: 'number', title: '会員番号', type: 'text', length: 8, required: true, personal: false },
        { number: 2, id: 'family', title: '氏', type: 'text', length: 20, required: true },
        { number: 3, id: 'given', title: '名', type: 'text', length: 20 },
        { number: 4, id: 'level', title: '級', type: 'code', length: 2, codes: 'level', personal: false },
        {
          number: 5,
          id: 'joined',
          title: '入会日',
          type: 'eraDate',
          length: 7,
          eras: { '3': '昭和', '4': '平成', '5': '令和' },
          empty: ['0000000'],
          personal: false,
        },
        { number: 6, id: 'fee', title: '会費', type: 'number', length: 8, personal: false },
        { number: 7, id: 'illness', title: '既往症', type: 'text', length: 40 },
      ],
    },
    {
      id: 'booking',
      title: { ja: '予約', en: 'Bookings' },
      pattern: 'YOYAKU*.txt',
      encoding: 'cp932',
      form: { kind: 'fixed', unit: 'bytes' },
      key: ['court', 'day'],
      parent: { file: 'member', join: { number: 'number' } },
      group: 'bookings',
      items: [
        { number: 1, id: 'court', title: 'コート', type: 'text', length: 10, required: true, personal: false },
        { number: 2, id: 'day', title: '利用日', type: 'date', length: 8, required: true, personal: false },
        { number: 3, id: 'number', title: '会員番号', type: 'text', length: 8, personal: false },
      ],
    },
  ],
  codes: [
    {
      id: 'level',
      title: '級',
      codes: [
        { code: '01', label: '初級' },
        { code: '02', label: '中級' },
        { code: '03', label: '上級' },
        { code: '09', label: '特級', to: '2000-03-31' },
      ],
    },
  ],
}

export const clubMapping: MoveMapping = {
  characters: 'jis-x-0208',
  targets: [
    {
      id: 'member',
      register: 'club_member',
      file: 'member',
      fields: {
        number: { items: ['number'] },
        name: { items: ['family', 'given'], separator: '　' },
        nickname: { items: ['family'], characters: 'shrunk' },
        level: { items: ['level'], codes: { '01': '1', '02': '2', '03': '3', '09': '3' } },
        joinedOn: { items: ['joined'] },
        fee: { items: ['fee'] },
        illness: { items: ['illness'] },
      },
    },
    {
      id: 'booking',
      register: 'club_booking',
      file: 'booking',
      fields: { court: { items: ['court'] }, day: { items: ['day'] }, member: { items: ['number'] } },
    },
  ],
}

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
