import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { newId } from '../../src/base/uuid.ts'
import type { Sql } from '../../src/platform/database/connection.ts'
import { readingHere } from '../../src/platform/database/reading-here.ts'
import { loadSecrets, type Secrets } from '../../src/platform/database/secrets.ts'
import { inTenants } from '../../src/platform/database/transaction.ts'
import { mirrored } from '../../src/platform/files/mirrored.ts'
import { fileStore, sha256Of } from '../../src/platform/files/store.ts'
import { loadSigner, loadVerifiers, verifierPath } from '../../src/platform/ledger/keys.ts'
import { outsideFolders, readOutside } from '../../src/platform/ledger/outside.ts'
import { exitCodeOf } from '../../src/platform/ledger/report.ts'
import { startSequencer } from '../../src/platform/ledger/sequencer.ts'
import { record } from '../../src/platform/ledger/service.ts'
import { verifyLedger } from '../../src/platform/ledger/verify.ts'
import type { LocalAgent } from '../../src/platform/sites/agent.ts'
import { agentOperations, openControl } from '../../src/platform/sites/control.ts'
import { sitesDegraded } from '../../src/platform/sites/events.ts'
import { createKeeper } from '../../src/platform/sites/keeper.ts'
import type { SiteEvent } from '../../src/platform/sites/keeper-view.ts'
import { remoteAgent } from '../../src/platform/sites/remote.ts'
import { fateWarning, independentCopies } from '../../src/platform/sites/report.ts'
import { openPair, type Pair } from '../platform/pair.ts'
import { until } from '../platform/process.ts'

// One pair of sites; each test goes on where the one before left it, as the life of two sites does.
const parent = mkdtempSync(join(tmpdir(), 'musubi-copies-'))
chmodSync(parent, 0o755)
let pair: Pair
const tenant = newId()
/** What was acknowledged, noted outside of both sites. */
const acknowledged = new Set<string>()

beforeAll(async () => {
  pair = await openPair(parent)
  const { owner } = pair.database
  await owner.unsafe('create table musubi.trial (id uuid primary key, sealed bytea)')
  await owner.unsafe('grant select, insert on musubi.trial to musubi_app')
})
afterEach(({ task }) => {
  if (task.result?.state === 'fail') console.log(pair.lines.slice(-25).join('\n'), pair.keeper.state())
})
afterAll(async () => {
  await pair?.close()
  rmSync(parent, { recursive: true, force: true })
})

/** A row and its entry in the ledger, in one transaction, as everything that the platform keeps. */
const write = async (id = newId()): Promise<string> => {
  await inTenants(pair.database.app, [tenant], async tx => {
    await tx`insert into musubi.trial (id) values (${id})`
    await record(tx, { event: sitesDegraded, tenant, actor: null, body: { id } }, new Date())
  })
  acknowledged.add(id)
  return id
}

/** Writers that go on until they are stopped; what fails is not acknowledged, and they try again. */
const load = (writers = 4) => {
  let on = true
  let failures = 0
  const work = Array.from({ length: writers }, async () => {
    while (on)
      await write().catch(() => {
        failures += 1
        return sleep(20)
      })
  })
  return async (): Promise<number> => {
    on = false
    await Promise.all(work)
    return failures
  }
}

/** Read once: a platform keeps its keys in memory when its folder is gone. */
let kept: Secrets | undefined
const secretsOf = (agent: LocalAgent): Secrets => {
  kept ??= loadSecrets(agent.server.folder)
  return kept
}
const filesOf = (agent: LocalAgent) => fileStore(mirrored(pair.keeper.files), secretsOf(agent))
const rowsAt = (agent: LocalAgent) =>
  pair.admin(agent, async sql => new Set((await sql<{ id: string }[]>`select id from musubi.trial`).map(row => row.id)))
const missingAt = async (agent: LocalAgent): Promise<readonly string[]> => {
  const there = await rowsAt(agent)
  return [...acknowledged].filter(id => !there.has(id))
}
const together = () =>
  until('both sites agree', () => pair.keeper.state().mode === 'together' && !pair.keeper.state().stopped)
const contents = async (sql: Sql): Promise<string> => {
  const tables = await sql<{ name: string }[]>`
    select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'r' and n.nspname in ('musubi', 'ledger', 'register', 'history', 'auth') order by 1`
  const sums: string[] = []
  for (const { name } of tables) {
    const [row] = await sql.unsafe(
      `select coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as sum from ${name} t`,
    )
    sums.push(`${name} ${row?.sum}`)
  }
  expect(sums.length).toBeGreaterThan(20)
  return sums.join('\n')
}

test('a copy that is made while writers write holds the same as the first site', async () => {
  const stop = load()
  await together()
  await stop()
  expect(acknowledged.size).toBeGreaterThan(10)
  await until('the copy shows the last row', async () => (await missingAt(pair.away())).length === 0)
  expect(await pair.admin(pair.away(), contents)).toBe(await pair.admin(pair.home, contents))
  await until('it is told', () => pair.events.length > 0)
  expect(pair.events.map(event => event.kind)).toEqual(['together'])
})

test('what the copy did not hear of the two, or forgot, is said again: by it a promotion is refused or not', async () => {
  expect(pair.away().file().told?.mode).toBe('together')
  await pair.away().told('alone')
  await until('it is told again', () => pair.away().file().told?.mode === 'together')
})

test('two folders on one disk count as one copy, whatever places are declared', () => {
  const state = pair.keeper.state()
  expect(state.serving?.place).not.toEqual(state.copy?.place)
  expect(fateWarning(state)?.ja).toContain('同じディスク')
  expect(independentCopies(state)).toBe(1)
})

test('the first server is killed: everything acknowledged is at the copy at that moment', async () => {
  const some = acknowledged.size + 50
  const stop = load()
  await until('writers write', () => acknowledged.size > some)
  process.kill(pair.home.server.pid(), 'SIGKILL')
  const asked = [...acknowledged]
  // What the copy had on its disk at that moment shows as soon as it has replayed it.
  await pair.admin(pair.away(), async sql => {
    const [had] = await sql<{ lsn: string }[]>`select pg_last_wal_receive_lsn()::text as lsn`
    await until('the copy shows what it had', async () => {
      const [now] = await sql<
        { shown: boolean }[]
      >`select pg_last_wal_replay_lsn() >= ${had?.lsn ?? ''}::pg_lsn as shown`
      return now?.shown === true
    })
  })
  const there = await rowsAt(pair.away())
  expect(asked.filter(id => !there.has(id))).toEqual([])
  const before = acknowledged.size
  await until('writers write again', () => acknowledged.size > before + 20)
  await stop()
  await together()
})

test('a file, and the keys, lie at both sites before a row can name them', async () => {
  const files = filesOf(pair.home)
  const sha256 = await files.put(new TextEncoder().encode('添付の書類'))
  expect(sha256Of(await fileStore(pair.away().files, secretsOf(pair.home)).get(sha256))).toBe(sha256)
  const secrets = loadSecrets(pair.home.server.folder)
  await until('the keys are there', () => existsSync(join(pair.away().server.folder, 'keys', 'special.key')))
  expect(loadSecrets(pair.away().server.folder).open(secrets.seal('要配慮', place), place)).toBe('要配慮')
})
const place = { register: 'club_patient', field: 'illness', record: newId() }

test('a key destroyed at one site is destroyed at the other, and the copy does not bring it back', async () => {
  const leaving = newId()
  const fileAt = (agent: LocalAgent) => join(agent.server.folder, 'keys', `tenant-${leaving}.key`)
  const keys = loadSecrets(pair.home.server.folder).tenants
  if (!keys) throw new Error('no keys of organisations')
  keys.keyFor(leaving)
  await until('the key is there', () => existsSync(fileAt(pair.away())))
  keys.destroy(leaving, new Date())
  await until('it is destroyed there', () => readFileSync(fileAt(pair.away()), 'utf8').startsWith('destroyed '))
  expect(readFileSync(fileAt(pair.home), 'utf8')).toMatch(/^destroyed /)
  await together()
})

test('the copy is frozen: writes stop without its connection closing, and go on when it thaws', async () => {
  const server = pair.away().server.pid()
  const all = [server, ...childrenOf(server)]
  for (const pid of all) process.kill(pid, 'SIGSTOP')
  const frozen = performance.now()
  try {
    const hanging = newId()
    await expect(write(hanging)).rejects.toMatchObject({ code: expect.stringMatching(/CONNECTION_CLOSED|57P01/) })
    console.log(`a write under way was ended ${Math.round(performance.now() - frozen)} ms after the copy froze`)
    expect(pair.keeper.state().stopped?.why).toBe('copy-lost')
    expect(acknowledged.has(hanging)).toBe(false)
  } finally {
    for (const pid of all) process.kill(pid, 'SIGCONT')
  }
  await together()
  await write()
  await until('the end is told', () => pair.events.at(-1)?.kind === 'recovered')
})
const childrenOf = (pid: number): readonly number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number)

test('the copy is lost: writes stop, what is under way is not acknowledged, reading goes on', async () => {
  await pair.loseAway()
  const lost = performance.now()
  const hanging = newId()
  await expect(write(hanging)).rejects.toMatchObject({ code: expect.stringMatching(/CONNECTION_CLOSED|57P01/) })
  console.log(`a write under way was ended ${Math.round(performance.now() - lost)} ms after the copy was lost`)
  expect(pair.keeper.state().stopped?.why).toBe('copy-lost')
  expect(acknowledged.has(hanging)).toBe(false)
  expect((await pair.database.reader`select 1 as one`)[0]?.one).toBe(1)
  // Who looks is entered, waiting for this site only.
  const entry = await readingHere(() =>
    inTenants(pair.database.app, [tenant], tx =>
      record(tx, { event: sitesDegraded, tenant, actor: null, body: { looked: true } }, new Date()),
    ),
  )
  expect(entry).not.toBeNull()
  // A file cannot be kept at both sites either.
  await expect(filesOf(pair.home).put(new TextEncoder().encode('一方だけ'))).rejects.toThrow()
})

test('one site is allowed to go on alone, and this ends by itself when the copy is back and complete', async () => {
  await pair.keeper.degrade('訓練')
  await write()
  const files = filesOf(pair.home)
  const sha256 = await files.put(new TextEncoder().encode('単独運用の間の書類'))
  expect(pair.keeper.state()).toMatchObject({ mode: 'alone', stopped: null, alone: { reason: '訓練' } })
  await pair.bringBackAway()
  await together()
  expect(sha256Of(await fileStore(pair.away().files, secretsOf(pair.home)).get(sha256))).toBe(sha256)
  await until('the copy shows the last row', async () => (await missingAt(pair.away())).length === 0)
  await until('it is told', () => pair.events.at(-1)?.kind === 'recovered')
  expect(pair.events.map(event => event.kind).slice(-5)).toEqual([
    'stopped',
    'degraded',
    'resumed',
    'together',
    'recovered',
  ])
})

test('a copy that is not complete is not promoted by mistake', async () => {
  await pair.keeper.degrade('訓練')
  const { step } = await pair.away().status()
  await expect(pair.away().promote('訓練', false, step)).rejects.toThrow('--accept-loss')
  await together()
})

test('the first site is destroyed under load: the copy is promoted, everything acknowledged is there', async () => {
  const secrets = loadSecrets(pair.home.server.folder)
  const sealed = secrets.seal('個人番号の見本', place)
  const marked = await write()
  await pair.database.owner`update musubi.trial set sealed = ${sealed} where id = ${marked}`
  const files = filesOf(pair.home)
  const sha256 = await files.put(new TextEncoder().encode('消える拠点の書類'))
  const some = acknowledged.size + 50
  const stop = load()
  await until('writers write', () => acknowledged.size > some)
  const pid = pair.home.server.pid()
  rmSync(pair.home.server.folder, { recursive: true, force: true })
  process.kill(pid, 'SIGKILL')
  await sleep(300)
  const lostWith = acknowledged.size
  const promoting = pair.keeper.promote('本拠の喪失', false)
  const seen = await seenUntil(promoting)
  const promotion = await promoting
  // Half of a promotion is shown to nobody: a platform that followed it would not know why, nor since when.
  expect(seen.filter(status => status.content === 'database' && !status.promoted)).toEqual([])
  await until('writers write at the other site', () => acknowledged.size > lostWith + 20)
  const failures = await stop()
  await until('what it took is measured', () => pair.keeper.state().rtoMs !== null)
  console.log(
    `promoted in ${promotion.ms} ms; ${pair.keeper.state().rtoMs} ms without writes; ${failures} attempts failed`,
  )
  expect(failures).toBeGreaterThan(0)
  expect(await missingAt(pair.away())).toEqual([])
  expect(sha256Of(await files.get(sha256))).toBe(sha256)
  const [row] = await pair.database.owner<{ sealed: Buffer }[]>`select sealed from musubi.trial where id = ${marked}`
  expect(loadSecrets(pair.away().server.folder).open(row?.sealed ?? Buffer.alloc(0), place)).toBe('個人番号の見本')
  await until('it is told', () => pair.events.some(event => event.kind === 'promoted' && event.promotion.complete))
})

/** What the other site says of itself until the work is done; an answer may wait for the work, so each is asked for anew. */
const seenUntil = async (work: Promise<unknown>) => {
  const asked: ReturnType<LocalAgent['status']>[] = []
  const timer = setInterval(() => asked.push(pair.away().status()), 5)
  await work.finally(() => clearInterval(timer))
  return Promise.all(asked)
}

test('the lost site comes back as the copy, and the ledger proves whole, what had no place yet included', async () => {
  await together()
  expect(pair.keeper.state().serving?.name).toBe('写し')
  expect(pair.home.server.content()).toBe('copy')
  await until('the copy shows the last row', async () => (await missingAt(pair.home)).length === 0)
  const dataFolder = pair.away().server.folder
  const sequencer = startSequencer({
    owner: pair.database.owner,
    signer: loadSigner({ dataFolder }),
    outside: outsideFolders(dataFolder, ''),
    checkpointMs: 0,
  })
  const [waiting] = await pair.database.owner`
    select count(*)::int as n from ledger.entry e where not exists (select from ledger.leaf l where l.entry = e.id)`
  expect(waiting?.n).toBeGreaterThan(acknowledged.size / 2)
  await until('all have a place', async () => {
    await sequencer.flush()
    const [left] = await pair.database.owner`
      select count(*)::int as n from ledger.entry e where not exists (select from ledger.leaf l where l.entry = e.id)`
    return left?.n === 0
  })
  await sequencer.stop()
  const report = await verifyLedger({
    owner: pair.database.owner,
    outside: outsideFolders(dataFolder, ''),
    verifiers: loadVerifiers(verifierPath(dataFolder)),
  })
  expect(exitCodeOf(report)).toBe(0)
  const rows = await pair.database.owner<{ id: string }[]>`
    select content::jsonb #>> '{body,id}' as id from ledger.entry where content like '%"id"%'`
  const entered = new Set(rows.map(entry => entry.id))
  expect([...acknowledged].filter(id => !entered.has(id))).toEqual([])
})

test('what the first site had is set aside, not thrown away, when it had gone another way', async () => {
  await pair.keeper.promote('戻す訓練', false)
  await until('home serves', () => pair.keeper.state().serving?.name === '本拠')
  // A connection to the old first site may still be found closed.
  await until('a write counts', () =>
    write().then(
      () => true,
      () => false,
    ),
  )
  await together()
  expect(readdirSync(pair.away().server.folder).some(name => name.startsWith('postgres.aside-'))).toBe(true)
  expect(await missingAt(pair.home)).toEqual([])
  expect(readFileSync(join(pair.away().server.folder, 'site.json'), 'utf8')).not.toContain('"promoted": {')
})

test('what only one site has leaves the database under no signature: the other one may go on without it', async () => {
  const outside = join(parent, 'outside')
  mkdirSync(outside)
  await pair.loseAway()
  const lost = newId()
  // Waits for the copy until its wait is broken off; from then on it can be seen here.
  await expect(write(lost)).rejects.toThrow()
  const dataFolder = pair.home.server.folder
  const { owner } = pair.database
  const options = { owner, signer: loadSigner({ dataFolder }), outside: [outside], intervalMs: 20, checkpointMs: 0 }
  const sequencer = startSequencer(options)
  const leaves = async () =>
    Number(
      (
        await owner`select count(*) as n from ledger.entry e join ledger.leaf l on l.entry = e.id
      where e.content like ${`%${lost}%`}`
      )[0]?.['n'],
    )
  await until('it has a place', async () => (await leaves()) === 1)
  await sleep(2500)
  const told = () => readOutside([outside]).notes.length
  expect(told()).toBe(0)
  await pair.keeper.degrade('訓練')
  await until('one site alone may sign', () => told() > 0)
  await sequencer.stop()
})

test('of two platforms on the two sites one arranges and tells; when it ends, the other one does', async () => {
  await pair.bringBackAway()
  await together()
  const control = await openControl(pair.home, agentOperations(pair.home), { host: '127.0.0.1', port: 0 })
  const { secret } = pair.home.file()
  const told: SiteEvent[] = []
  const other = createKeeper({
    home: pair.away(),
    away: remoteAgent({ url: control.url, secret }),
    address: '127.0.0.1',
    log: () => {},
  })
  other.listen(async event => {
    told.push(event)
  })
  try {
    await other.begin()
    await until('it has looked', () => other.state().look !== null)
    expect(other.state()).toMatchObject({ mode: 'together', serving: { name: '本拠' }, look: { leads: false } })
    expect(told).toEqual([])
    await pair.keeper.stop()
    await until('it arranges', () => other.state().look?.leads === true)
    await pair.away().told('alone')
    await until('it tells the copy', () => pair.away().file().told?.mode === 'together')
    const events = pair.events.length
    await other.degrade('訓練')
    await until('it tells of it, and of its end', () => told.some(event => event.kind === 'together'))
    expect(told.map(event => event.kind)).toContain('degraded')
    expect(pair.events).toHaveLength(events)
  } finally {
    await other.stop()
    await control.close()
  }
})
