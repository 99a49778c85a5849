// Runs a TypeScript file of the project (a benchmark, a tool) on the Node that the project brings along.
import { pathToFileURL } from 'node:url'
import { build } from './build.mjs'

const [entry, ...rest] = process.argv.slice(2)
if (!entry) {
  console.error('usage: node bin/run.mjs <file.ts> [arguments]')
  process.exit(2)
}
const output = await build(entry)
process.argv.splice(1, process.argv.length - 1, output, ...rest)
await import(pathToFileURL(output).href)
