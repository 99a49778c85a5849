import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { musubi, until } from '../platform/process.ts'
import { check, type Found } from './check.ts'
import { type Fault, faults, pickFault, type Tally } from './faults.ts'
import { openJournal, readJournal, type Told } from './journal.ts'
import { mailSink } from './mail.ts'
import { checkMail, observe, unsent, unsequenced } from './observe.ts'
import { restoreAndCheck } from './restored.ts'
import type { Seed } from './seed.ts'
import { makeWorld, type World } from './world.ts'
import { startWriters } from './writers.ts'

export interface RunOptions {
  readonly seed: Seed
  readonly rounds: number
  readonly writers: number
  /** Milliseconds between two rounds, at most. */
  readonly calm: number
  /** Only faults with this in their title. */
  readonly only?: string | undefined
  /** At the end everything is restored to a moment in the middle, and compared too. */
  readonly restore: boolean
  readonly say: (line: string) => void
  /** Mail leaves the house and is compared with what arrived; each site has a disk that can be filled. Takes minutes more. */
  readonly outside?: boolean
  /** Gives the run up; what it started is ended. */
  readonly signal?: AbortSignal
  /** Looks at the world while it is still there. */
  readonly also?: (world: World, deeds: readonly Told[]) => Promise<void>
}

export interface Outcome {
  readonly found: readonly Found[]
  /** Things that are wrong although nothing was lost. */
  readonly strange: readonly string[]
  readonly acknowledged: number
  /** Records compared one by one. */
  readonly compared: number
  readonly tally: ReadonlyMap<string, number>
  readonly answers: ReadonlyMap<string, number>
  readonly events: readonly string[]
}

interface Round {
  readonly waits: number
  readonly faults: readonly Fault[]
  readonly seed: Seed
}

/** The whole run beforehand, so that what happens at one time changes no later choice. */
const planOf = (
  seed: Seed,
  { rounds, calm, only }: Pick<RunOptions, 'rounds' | 'calm' | 'only'>,
  disks: boolean,
): readonly Round[] => {
  const chosen = faults.filter(fault => (disks || !fault.disks) && (only === undefined || fault.title.includes(only)))
  return Array.from({ length: rounds }, (_, number) => {
    const own = seed.fork(`round ${number}`)
    const first = pickFault(own, chosen)
    const others = chosen.filter(({ alone }) => !alone)
    const second = !first.alone && others.length > 0 && own.chance(3) ? [pickFault(own, others)] : []
    return { waits: own.whole(calm), faults: [first, ...second], seed: own }
  })
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** Runs `musubi verify` over a site's folder. @returns what is wrong */
export const prove = async (env: Readonly<Record<string, string>>): Promise<readonly string[]> => {
  const command = musubi(['verify', '--en'], { env })
  const code = await command.ended
  if (code === 0 && command.stdout().includes('Everything fits')) return []
  return [`musubi verify on ${env['MUSUBI_DATA']}: ${code}\n${command.stdout()}${command.stderr()}`]
}

/** @throws Error when the world cannot be made or does not come back */
export const run = async (options: RunOptions): Promise<Outcome> => {
  const { seed, say } = options
  const began = performance.now()
  const events: string[] = []
  const tallied = new Map<string, number>()
  const tally: Tally = {
    count: (what, more = 1) => void tallied.set(what, (tallied.get(what) ?? 0) + more),
    say: line => {
      const told = `${((performance.now() - began) / 1000).toFixed(1).padStart(6)} s  ${line}`
      events.push(told)
      say(told)
    },
  }
  tally.say(`seed ${seed.value}, ${options.rounds} rounds`)
  const mail = options.outside ? await mailSink() : undefined
  const world = await makeWorld({ mail: mail?.url, disks: options.outside ?? false })
  const strange: string[] = []
  const found: Found[] = []
  let good = false
  try {
    const path = join(world.folder, 'journal')
    const journal = openJournal(path)
    const mark = `R${seed.value}`
    const writers = await startWriters({ site: world.staffUrl, journal, seed, count: options.writers, mark })
    tally.say('both sites agree; writers write')
    try {
      await sleep(1500)
      for (const [number, round] of planOf(seed, options, world.disks.length > 0).entries()) {
        await sleep(round.waits)
        const before = writers.acknowledged()
        for (const [at, fault] of round.faults.entries()) {
          tally.say(`round ${number + 1}: ${fault.title} (${before} acknowledged)`)
          await fault.strike(world, round.seed.fork(`fault ${at}`), tally).catch(error => {
            // The fault before left nobody who could be asked.
            tally.say(`not done: ${messageOf(error)}`)
          })
        }
        options.signal?.throwIfAborted()
        await world.settle(options.signal)
        tally.say(`round ${number + 1}: both sites agree again`)
        const open = writers.acknowledged()
        await until('the writers to go on', () => writers.acknowledged() > open, 60_000)
      }
      await sleep(1000)
    } catch (error) {
      const state = JSON.stringify(await world.state())
      throw new Error(
        `${messageOf(error)}\nstate ${state}\nhome: ${world.home.words().slice(-4000)}\naway: ${world.away.words().slice(-4000)}`,
      )
    } finally {
      await writers.stop()
      journal.close()
    }
    strange.push(...writers.strange, ...world.deserted)
    const deeds = readJournal(path)
    const { serving, copy } = await world.roles()
    await until('every entry to have its place', async () => (await unsequenced(serving.folder)) === 0, 60_000).catch(
      error => {
        strange.push(`${messageOf(error)}\n${world.home.words().slice(-3000)}`)
      },
    )
    const seen = await observe(world.staffUrl, serving.folder, mark)
    found.push(...check(deeds, seen))
    tally.say(`${deeds.length} requests, ${seen.length} records compared; serving: ${serving.name}`)
    if (mail) {
      // The job runs each minute, and what waited for a killed one is taken up later.
      await until('every message to be sent', async () => (await unsent(serving.folder)) === 0, 600_000)
      const { wrong, sent, twice } = await checkMail(serving.folder, mail.arrived)
      strange.push(...wrong)
      tally.count('messages sent', sent)
      if (twice > 0) tally.count('messages that arrived twice', twice)
      tally.say(`${sent} messages compared with what arrived, ${twice} of them twice`)
    }
    for (const site of [serving, copy]) strange.push(...(await prove(site.env)))
    tally.say('both sites verified')
    await options.also?.(world, deeds)
    if (options.restore) {
      const restored = await restoreAndCheck(world, seed, mark, tally)
      found.push(...restored.found)
      strange.push(...restored.strange)
    }
    good = found.length + strange.length === 0
    return {
      found,
      strange,
      acknowledged: writers.acknowledged(),
      compared: seen.length,
      tally: tallied,
      answers: writers.answers,
      events,
    }
  } finally {
    mail?.close()
    await world.close()
    if (good) world.discard()
    else say(`everything is kept in ${world.folder}`)
  }
}
