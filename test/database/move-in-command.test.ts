import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { dayInJapan, systemClock } from '../../src/base/clock.ts'
import { newId } from '../../src/base/uuid.ts'
import { withPlatform } from '../../src/commands/with-platform.ts'
import { organisationId } from '../../src/platform/access/keys.ts'
import { checkPackage } from '../../src/platform/moving/package/check.ts'
import { writePackageFile } from '../../src/platform/moving/package/write.ts'
import { approvePlan } from '../../src/platform/moving/service/cut-over.ts'
import { asOwn, movesOf, plansOf } from '../../src/platform/moving/store.ts'
import { region } from '../../src/regions/miyagi/index.ts'
import { systems } from '../../src/systems/index.ts'
import { wasteMove } from '../../src/systems/waste-operators/moving.ts'
import { residentFiles } from '../browser/moving-files.ts'
import { preparedFolder } from '../platform/prepared.ts'
import { cleanUp, interrupt, musubi, type Ready, up } from '../platform/process.ts'

const shiroishi = organisationId('042064')
let folder: string
let files: string
let running: Ready
beforeAll(async () => {
  folder = await preparedFolder('empty')
  files = join(dirname(folder), 'files')
  mkdirSync(files)
  running = await up(['--no-sample'], { env: { MUSUBI_DATA: folder } })
}, 200_000)
afterAll(cleanUp)

const run = async (...parameters: readonly string[]) => {
  const command = musubi(['move-in', ...parameters], { env: { MUSUBI_DATA: folder } })
  return { code: await command.ended, out: command.stdout() + command.stderr() }
}

/** The one step that is a person's. */
const approveAs = (organisation: string, name: string): Promise<number> =>
  withPlatform(region, systems, folder, async ({ services, moving }) => {
    const { actor } = services.systemAct()
    const permissions = new Set(['moving.approve', 'moving.manage'])
    const act = {
      clock: systemClock,
      language: 'ja' as const,
      actor: { ...actor, kind: 'person' as const, person: newId(), organisation, tenants: [organisation], permissions },
    }
    const found = await asOwn(services.database, act, async tx => {
      const move = (await movesOf(tx, organisation)).find(one => one.name === name)?.id ?? ''
      return { move, plan: (await plansOf(tx, organisation, move))[0]?.id ?? '' }
    })
    await approvePlan(moving, act, found.move, found.plan)
    return 0
  })

const put = (given: readonly { readonly name: string; readonly bytes: Buffer }[]) =>
  given.map(({ name, bytes }) => {
    writeFileSync(join(files, name), bytes)
    return join(files, name)
  })

const reportOf = (path: string) => JSON.parse(readFileSync(path, 'utf8'))

test('residents move in by commands: files, rehearsals, mapping taken over, cut-over, comparison', async () => {
  const own = ['--organisation', shiroishi, '--with-special', '--reason', '住民記録の移行']
  expect((await run('begin', '住民', '--layout', 'nothing', ...own)).out).toContain('レイアウトを選んでください')
  expect((await run('begin', '住民', '--layout', 'residents-sample', ...own)).code).toBe(0)

  const damaged = await run(
    'rehearse',
    '住民',
    ...put(residentFiles(true)),
    '--json',
    join(files, 'first.json'),
    ...own,
  )
  expect(damaged).toMatchObject({ code: 1 })
  expect(damaged.out).toContain('nothing was written to the registers')
  expect(reportOf(join(files, 'first.json')).kinds).toMatchObject({ code: 1, date: 1, orphan: 1 })
  expect(JSON.stringify(reportOf(join(files, 'first.json')))).not.toContain('髙﨑')
  const plan = ['plan', '住民', '--day', dayInJapan(systemClock.now())]
  expect((await run(...plan, ...own)).out).toMatch(/取り込めない行が\d+行あります/)

  const whole = await run(
    'rehearse',
    '住民',
    ...put(residentFiles(false)),
    '--json',
    join(files, 'second.json'),
    ...own,
  )
  expect(whole).toMatchObject({ code: 0 })
  expect(whole.out).toContain('resident: 3 rows, 3 new, 0 changed, 0 unchanged, 0 refused')
  expect((await run('cut-over', '住民', ...own)).out).toContain('No approved plan of this move is due today')
  expect((await run(...plan, ...own)).code).toBe(0)
  expect((await run('cut-over', '住民', ...own)).out).toContain('No approved plan of this move is due today')
  await approveAs(shiroishi, '住民')
  // Its job may have been quicker than the command; then nothing is due any more.
  const done = await run('cut-over', '住民', ...own)
  expect(done.out).toMatch(/cut-over: done|No approved plan of this move is due today/)
  const compared = await run('compare', '住民', '--json', join(files, 'third.json'), ...own)
  expect(compared.out).toContain('resident: old 3, new 3, same 3, differing 0, missing 0, extra 0')
  expect(compared.code).toBe(0)
  expect(reportOf(join(files, 'third.json')).targets).toHaveLength(3)

  // Another municipality begins with what this one worked out.
  const other = ['--organisation', organisationId('042081'), '--reason', '移行']
  expect((await run('begin', '次の住民', '--layout', 'residents-sample', '--mapping', '住民', ...other)).out).toContain(
    'There is no mapping "住民" for residents-sample; there are none.',
  )
}, 400_000)

test('the waste register’s layout moves in by commands, its files joined', async () => {
  const layout = checkPackage(wasteMove.layout)
  const rows: Readonly<Record<string, readonly (readonly string[])[]>> = {
    operator: [
      [
        '900001',
        '見本運輸株式会社',
        'ミホンウンユ',
        '',
        '宮城県仙台市青葉区本町三丁目8番1号',
        '022-211-0000',
        '見本　太郎',
      ],
    ],
    permit: [['00400900001', '900001', '004', '0', '0200', '', '', '', '', '20240401', '20290331', '']],
    facility: [],
  }
  const given = layout.files
    .filter(file => (rows[file.id] ?? []).length > 0)
    .map(file => ({ name: file.pattern.replace('*', '_01'), bytes: writePackageFile(file, rows[file.id] ?? []) }))
  const own = ['--reason', '産廃台帳の移行']
  expect((await run('begin', '産廃', '--layout', 'waste-sample', ...own)).code).toBe(0)
  const rehearsed = await run('rehearse', '産廃', ...put(given), ...own)
  expect(rehearsed.out).toContain('waste_permit: 1 rows, 1 new, 0 changed, 0 unchanged, 0 refused')
  expect(rehearsed.code).toBe(0)
  await run('plan', '産廃', '--day', dayInJapan(systemClock.now()), ...own)
  await approveAs(organisationId(region.prefecture.code), '産廃')
  await run('cut-over', '産廃', ...own)
  const compared = await run('compare', '産廃', ...own)
  expect(compared.out).toContain('waste_permit: old 1, new 1, same 1, differing 0, missing 0')
  expect(await interrupt(running)).toBe(0)
}, 400_000)
