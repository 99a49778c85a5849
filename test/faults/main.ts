// `npm run test:faults -- [--seed=N] [--rounds=N] [--writers=N] [--only=words] [--full]`: see docs/operations.md.
import { run } from './run.ts'
import { seedOf } from './seed.ts'

const given = (name: string): string | undefined =>
  process.argv
    .slice(2)
    .find(parameter => parameter.startsWith(`--${name}=`))
    ?.slice(name.length + 3)

const full = process.argv.includes('--full')
const seed = seedOf(given('seed'))
const say = (line: string): void => void process.stdout.write(`${line}\n`)
const replay = `to replay: npm run test:faults -- --seed=${seed.value}`
const over = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => over.abort(new Error(signal)))

try {
  const { found, strange, acknowledged, compared, tally, answers } = await run({
    seed,
    rounds: Number(given('rounds') ?? (full ? 40 : 8)),
    writers: Number(given('writers') ?? (full ? 8 : 5)),
    calm: full ? 3000 : 1500,
    only: given('only'),
    restore: full || process.argv.includes('--restore'),
    outside: true,
    say,
    signal: over.signal,
  })
  say('')
  for (const [what, count] of [...tally].toSorted()) say(`${String(count).padStart(6)}  ${what}`)
  say('')
  for (const [what, count] of [...answers].toSorted()) say(`${String(count).padStart(6)}  ${what}`)
  for (const { fault, words } of found.slice(0, 40)) say(`${fault.toUpperCase()}  ${words}`)
  for (const line of strange.slice(0, 40)) say(`STRANGE  ${line}`)
  say(
    `\nseed ${seed.value}: ${acknowledged} acknowledged requests, ${compared} records compared, ${found.length} faults, ${strange.length} strange`,
  )
  if (found.length + strange.length > 0) say(replay)
  process.exit(found.length + strange.length > 0 ? 1 : 0)
} catch (error) {
  say(`${error instanceof Error ? error.stack : error}`)
  say(replay)
  process.exit(1)
}
