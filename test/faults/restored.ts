import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openPool } from '../../src/platform/database/pool.ts'
import { musubi, serverOf, serverUrl, until } from '../platform/process.ts'
import { check, type Found, type Seen } from './check.ts'
import type { Tally } from './faults.ts'
import { openJournal, readJournal, type Told } from './journal.ts'
import { killAll } from './killer.ts'
import { observe } from './observe.ts'
import { prove } from './run.ts'
import type { Seed } from './seed.ts'
import type { World } from './world.ts'
import { startWriters } from './writers.ts'

/** What was acknowledged before the moment must be there; what was sent after it must not; between, nobody knows. */
const asOf = (deeds: readonly Told[], moment: number): readonly Told[] =>
  deeds.map(deed => {
    if (deed.sentAt > moment) return { ...deed, fate: 'refused' }
    return deed.endedAt > moment && deed.fate === 'acknowledged' ? { ...deed, fate: 'unknown' } : deed
  })

const run = async (parameters: readonly string[], env: Readonly<Record<string, string>>): Promise<string> => {
  const command = musubi(parameters, { env })
  const code = await command.ended
  if (code !== 0) throw new Error(`musubi ${parameters[0]}: ${code} ${command.stderr().slice(-2000)}`)
  return command.stdout()
}

/** A site that has just been promoted makes a base of its own; a command waits for that as an operator would. */
const backUp = async (world: World): Promise<void> => {
  const deadline = Date.now() + 120_000
  for (;;) {
    const command = musubi(['backup'], { env: world.home.env })
    const code = await command.ended
    if (code === 0) return
    const busy = command.stderr().includes('Another backup is under way')
    if (!busy || Date.now() > deadline) throw new Error(`musubi backup: ${code} ${command.stderr().slice(-2000)}`)
    await sleep(1000)
  }
}

/**
 * Makes a base, writes on, and restores everything to a moment of that time into another folder. There what was
 * acknowledged before is compared one by one and the ledger is proven; then it is written to and proven again.
 */
export const restoreAndCheck = async (
  world: World,
  seed: Seed,
  mark: string,
  tally: Tally,
): Promise<{ readonly found: readonly Found[]; readonly strange: readonly string[] }> => {
  const { serving } = await world.roles()
  if (serving !== world.home) {
    // Backups are made where the platform runs.
    await world.promote(world.home)
    await world.settle()
  }
  await backUp(world)
  const path = join(world.folder, 'journal')
  const journal = openJournal(path)
  const write = (site: string, series: number) =>
    startWriters({ site, journal, seed: seed.fork(`series ${series}`), count: 3, mark: `${mark}-${series}`, series })
  const before = await write(world.staffUrl, 1)
  await until('writers to write', () => before.acknowledged() > 20, 60_000)
  await sleep(200 + seed.whole(1000))
  const moment = Date.now()
  await sleep(1500)
  await before.stop()
  // What was written last is shipped a second later at the latest, which this base waits for.
  await backUp(world)
  const folder = join(world.folder, 'restored')
  const checkpoints = join(world.folder, 'restored-checkpoints')
  cpSync(world.home.env['MUSUBI_CHECKPOINTS'] ?? '', checkpoints, { recursive: true })
  const { MUSUBI_COPY_MB = '' } = world.home.env
  const env = { MUSUBI_COPY_MB, MUSUBI_DATA: folder, MUSUBI_CHECKPOINTS: checkpoints, MUSUBI_TRUSTED_PROXIES: '1' }
  const time = new Date(moment).toISOString()
  const keys = join(world.home.folder, 'keys')
  const places = ['--from', join(world.folder, 'repository'), '--keys', keys, '--data', folder]
  tally.say((await run(['restore', ...places, '--to-time', time], env)).trim().replaceAll('\n', '; '))
  tally.count('restores to a moment')
  const strange: string[] = [...before.strange, ...(await prove(env))]
  const started = musubi(['up', '--no-sample'], { env })
  try {
    await until('the restored platform', () => started.child.exitCode !== null || /^ready /m.test(started.stdout()))
    const site = /staff (\S+)/.exec(started.stdout())?.[1]
    if (!site) throw new Error(`the restored platform did not start: ${started.stderr().slice(-2000)}`)
    await until('every entry to have its place', () => isPlaced(folder), 60_000)
    const deeds = asOf(readJournal(path), moment)
    const seen: readonly Seen[] = await observe(site, folder, mark)
    const found = [...check(deeds, seen)]
    tally.say(`restored to ${time}: ${seen.length} records compared`)
    const after = await write(site, 2)
    await until('writers to write', () => after.acknowledged() > 20, 60_000)
    await after.stop()
    strange.push(...after.strange)
    await until('every entry to have its place', () => isPlaced(folder), 60_000)
    strange.push(...(await prove(env)))
    return { found, strange }
  } finally {
    journal.close()
    started.child.kill('SIGKILL')
    await started.ended
    const pid = serverOf(folder)
    if (pid !== undefined) await killAll([pid])
  }
}

const isPlaced = async (folder: string): Promise<boolean> => {
  const sql = openPool(serverUrl(folder, 'admin'), { max: 1, patience: 3 })
  try {
    const rows =
      await sql`select from ledger.entry e where not exists (select from ledger.leaf l where l.entry = e.id) limit 1`
    return rows.length === 0
  } finally {
    await sql.end({ timeout: 1 })
  }
}
