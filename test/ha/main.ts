// `npm run test:ha`: the recipe of deploy/ on this machine, with each part taken away in turn. See deploy/README.md.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openPool } from '../../src/platform/database/pool.ts'
import { type Load, startLoad } from './load.ts'
import { readOptions } from './options.ts'
import { installedPostgres, missingParts, versions } from './requirements.ts'
import { gapsOf, goal, type Result, tableOf, wordsOf } from './result.ts'
import { run, say } from './shell.ts'
import { makeSite, type Site } from './site.ts'
import { trials } from './trials.ts'

/** Numbers from 0 to 1 that a seed repeats (mulberry32). */
const randomOf = (seed: number) => {
  let state = seed
  return (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/** Compares every acknowledged record of the whole run with what the database holds. */
const compare = async (site: Site, load: Load, mark: string): Promise<Pick<Result, 'lost' | 'doubled'>> => {
  const sql = openPool(site.databaseUrl('postgres'), { max: 1 })
  try {
    const acknowledged = [...load.acknowledged]
    const rows = await sql<{ id: string; name: string }[]>`
      select id, name from register.npo where name like ${`見本 ${mark}-%`}`
    const ids = new Set(rows.map(({ id }) => id))
    const names = new Map<string, number>()
    for (const { name } of rows) names.set(name, (names.get(name) ?? 0) + 1)
    return {
      lost: acknowledged.filter(({ id }) => !ids.has(id)).length,
      doubled: [...names.values()].filter(count => count > 1).length,
    }
  } finally {
    await sql.end({ timeout: 1 })
  }
}

/** Puts everything back after a trial that was given up, so that the others can go on. @throws Error when that fails too */
const rescue = async (site: Site): Promise<void> => {
  for (const machine of site.machines) {
    machine.join()
    machine.kill('SIGCONT')
    site.power(machine)
  }
  await site.startApplications()
  await site.healthy(180)
}

const runTrials = async (
  site: Site,
  count: number,
  seed: number,
  only: string | undefined,
): Promise<readonly Result[]> => {
  const random = randomOf(seed)
  const mark = `${seed}-${Date.now().toString(36)}`
  const load = await startLoad(site.publicUrl, site.staffUrl, mark)
  const chosen = trials.filter(({ title }) => only === undefined || title.includes(only))
  const results: Result[] = []
  try {
    for (let turn = 0; turn < count; turn += 1) {
      const trial = chosen[turn % chosen.length]
      if (!trial) throw new RangeError(`no trial with "${only}" in its title`)
      await sleep(1000 + random() * 2000)
      load.takeRefusals()
      const from = performance.now()
      let failure: string | undefined
      try {
        const mend = await trial.strike(site, random)
        await sleep(trial.away * 1000)
        await mend()
        site.checkApplications()
        await site.healthy(120)
        await sleep(1500)
      } catch (error) {
        failure = error instanceof Error ? error.message : String(error)
      }
      const to = performance.now()
      const compared = failure ? { lost: 0, doubled: 0 } : await compare(site, load, mark)
      const refusals = load.takeRefusals()
      const result: Result = {
        title: trial.title,
        ...gapsOf(load, from, to),
        ...compared,
        refusals,
        ...(failure ? { failure } : {}),
      }
      results.push(result)
      say(
        `${String(turn + 1).padStart(3)}  ${result.writeGap.toFixed(1).padStart(5)} s${result.writeGap > goal ? ' (not met)' : ''}  lost ${result.lost}  doubled ${result.doubled}  ${trial.title}; ${wordsOf(refusals)}${failure ? `; GIVEN UP: ${failure}` : ''}`,
      )
      if (failure) await rescue(site)
    }
    await load.stop()
    say(`acknowledged ${load.acknowledged.length}, without an answer of success ${load.uncertain.size}`)
    return results
  } finally {
    await load.stop()
  }
}

/** Runs `musubi verify` beside the platforms. */
const prove = (site: Site): { readonly good: boolean; readonly words: string } => {
  try {
    const text = run(
      'env',
      `DATABASE_URL=${site.databaseUrl('musubi_setup')}`,
      `MUSUBI_KEYS=${join(site.folder, 'application/keys')}`,
      `MUSUBI_DATA=${join(site.folder, 'application/data-1')}`,
      process.execPath,
      'bin/musubi.mjs',
      'verify',
      '--en',
    )
    return { good: true, words: text.trimEnd() }
  } catch (error) {
    const said = error instanceof Error && 'stdout' in error ? String(error.stdout) : ''
    return { good: false, words: `${said}${error instanceof Error ? error.message : error}` }
  }
}

const inside = async (): Promise<number> => {
  const { seed, count, only, keep } = readOptions(process.argv.slice(2))
  const postgres = installedPostgres()
  if (!postgres) throw new Error('no PostgreSQL')
  const folder = mkdtempSync(join(tmpdir(), 'musubi-ha-'))
  run('chmod', '0755', folder)
  say(`seed ${seed}, ${count} trials; ${versions(postgres.binaries)}; ${folder}`)
  let good = false
  try {
    const site = await makeSite(folder, postgres)
    await site.healthy()
    const results = await runTrials(site, count, seed, only)
    const proof = prove(site)
    say(
      `\n${new Date().toISOString().slice(0, 10)}, seed ${seed}; ${versions(postgres.binaries)}\n\n${tableOf(results)}\n`,
    )
    say(`musubi verify: ${proof.words}`)
    const faults = results.filter(({ lost, doubled, failure }) => lost + doubled > 0 || failure !== undefined)
    good = faults.length === 0 && proof.good && results.length === count
    const late = results.filter(({ writeGap }) => writeGap > goal).length
    say(
      `write gap of at most ${goal} s: ${late === 0 ? 'met in all trials' : `NOT MET in ${late} of ${results.length}`}`,
    )
    say(good ? 'nothing acknowledged was lost or doubled' : 'FAILED')
    return good ? 0 : 1
  } finally {
    if (good && !keep) rmSync(folder, { recursive: true, force: true })
    else say(`logs are kept in ${folder}`)
  }
}

/** Starts itself again where it is alone: networks, mounts and processes that end with it. */
const outside = async (): Promise<number> => {
  const missing = missingParts()
  if (missing.length > 0) {
    say(`test:ha is skipped; missing: ${missing.join('; ')}`)
    return 0
  }
  // The shell is the first process there and takes leave of orphans: a dead postmaster that nobody does that for looks alive.
  const reaper = ['bash', '-c', '"$@" & wait $!', 'trial']
  const parameters = [
    '--net',
    '--mount',
    '--pid',
    '--fork',
    '--kill-child',
    '--mount-proc',
    ...reaper,
    process.execPath,
  ]
  const child = spawn('unshare', [...parameters, ...process.argv.slice(1), '--inside'], { stdio: 'inherit' })
  return new Promise(resolve => child.once('exit', code => resolve(code ?? 1)))
}

process.exit(await (process.argv.includes('--inside') ? inside() : outside()))
