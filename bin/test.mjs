// `npm test`: all parts, also after one has failed, so that one run tells everything that is to be mended; the failures
// stand together at the end.
//
// Tests of whole processes (kill -9, lost sites, a browser) meet chance that a loaded machine brings. The files of a
// few failures are therefore run once more, each whole; what passes only then is told at the end, to be mended as the
// defect that it is, and does not hold up a change that has nothing to do with it.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const folder = mkdtempSync(join(tmpdir(), 'musubi-report-'))
/** More failing files than these are no chance. */
const fewFiles = 3

/** @returns whether it succeeded; an interruption ends the whole run */
const run = (command, parameters) => {
  const { status, signal, error } = spawnSync(command, parameters, { stdio: 'inherit' })
  if (error) throw error
  if (signal) process.exit(1)
  return status === 0
}

/** Names of the tests of a report that failed, each with its file and the first line of its reason. */
const failuresIn = path => {
  const { testResults } = JSON.parse(readFileSync(path, 'utf8'))
  return testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = name.replace(`${process.cwd()}/`, '')
    const failed = assertionResults.filter(test => test.status === 'failed')
    if (failed.length === 0 && status === 'failed') return [{ file, line: `${file}: ${message.split('\n')[0]}` }]
    return failed.map(test => ({
      file,
      line: `${file} > ${test.fullName}: ${test.failureMessages[0]?.split('\n')[0] ?? ''}`,
    }))
  })
}

let runs = 0
/** @returns what failed; nothing when all passed */
const test = (project, files) => {
  runs += 1
  const report = join(folder, `${runs}.json`)
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  if (run('vitest', ['run', '--project', project, ...reporters, ...files])) return []
  try {
    const found = failuresIn(report)
    if (found.length > 0) return found
  } catch {
    return [{ line: `${project}: did not come to its end` }]
  }
  return [{ line: `${project}: see above` }]
}

const failures = []
const chance = []
if (!run('npm', ['run', 'check'])) failures.push('npm run check')
for (const project of ['unit', 'database', 'browser']) {
  const found = test(project, [])
  const files = [...new Set(found.map(failure => failure.file))]
  const again = project !== 'unit' && found.length > 0 && files.length <= fewFiles && files.every(Boolean)
  if (again) console.error(`\nonce more, each whole: ${files.join(', ')}`)
  const left = again ? test(project, files) : found
  failures.push(...left.map(failure => failure.line))
  chance.push(...found.filter(failure => !left.some(other => other.file === failure.file)).map(({ line }) => line))
}
rmSync(folder, { recursive: true, force: true })
const list = lines => lines.map(line => `  ${line}`).join('\n')
if (chance.length > 0) console.error(`\nfailed at first, passed when run once more; to be mended:\n${list(chance)}`)
if (failures.length > 0) {
  console.error(`\nfailed:\n${list(failures)}`)
  process.exit(1)
}
