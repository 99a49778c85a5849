import { availableParallelism, totalmem } from 'node:os'
import { backup } from './backup.ts'
import { copies } from './copies.ts'
import { create } from './create.ts'
import { importing } from './import.ts'
import { million } from './million.ts'
import { moving } from './moving.ts'
import { page } from './page.ts'
import { peers } from './peers.ts'
import { processes } from './processes.ts'
import { read } from './read.ts'
import { tenants } from './tenants.ts'
import { type BenchOptions, readOptions } from './tools/options.ts'
import { findings, table } from './tools/report.ts'

const benchmarks: Readonly<Record<string, (options: BenchOptions) => Promise<void>>> = {
  read,
  create,
  page,
  import: importing,
  moving,
  million,
  processes,
  copies,
  tenants,
  peers,
  backup,
}
/** Downloads another product, and therefore runs only when it is named. */
const onlyNamed = new Set(['peers'])

const parameters = process.argv.slice(2)
const wanted = parameters.filter(parameter => !parameter.startsWith('--'))
const unknown = wanted.find(name => !(name in benchmarks))
if (unknown !== undefined) {
  process.stderr.write(`There is no benchmark "${unknown}": choose from ${Object.keys(benchmarks).join(', ')}.\n`)
  process.exit(2)
}
const options = readOptions(parameters)
for (const [name, run] of Object.entries(benchmarks)) {
  if (wanted.length > 0 ? !wanted.includes(name) : onlyNamed.has(name)) continue
  process.stdout.write(`${name}\n`)
  await run(options)
}
process.stdout.write(
  `\n${new Date().toISOString().slice(0, 10)}, ${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.version}\n\n${table()}\n`,
)
process.exit(findings.every(finding => finding.met) ? 0 : 1)
