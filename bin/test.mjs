// `npm test`: all parts, also after one has failed, so that one run tells everything that is to be mended; the failures
// stand together at the end.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const folder = mkdtempSync(join(tmpdir(), 'musubi-report-'))

/** @returns whether it succeeded; an interruption ends the whole run */
const run = (command, parameters) => {
  const { status, signal, error } = spawnSync(command, parameters, { stdio: 'inherit' })
  if (error) throw error
  if (signal) process.exit(1)
  return status === 0
}

/** Names of the tests of a report that failed, each with the first line of its reason. */
const failuresIn = path => {
  const { testResults } = JSON.parse(readFileSync(path, 'utf8'))
  return testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = name.replace(`${process.cwd()}/`, '')
    const failed = assertionResults.filter(test => test.status === 'failed')
    if (failed.length === 0 && status === 'failed') return [`${file}: ${message.split('\n')[0]}`]
    return failed.map(test => `${file} > ${test.fullName}: ${test.failureMessages[0]?.split('\n')[0] ?? ''}`)
  })
}

const failures = []
if (!run('npm', ['run', 'check'])) failures.push('npm run check')
for (const project of ['unit', 'database', 'browser']) {
  const report = join(folder, `${project}.json`)
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  if (run('vitest', ['run', '--project', project, ...reporters])) continue
  try {
    const found = failuresIn(report)
    failures.push(...(found.length > 0 ? found : [`${project}: see above`]))
  } catch {
    failures.push(`${project}: did not come to its end`)
  }
}
rmSync(folder, { recursive: true, force: true })
if (failures.length > 0) {
  console.error(`\nfailed:\n${failures.map(line => `  ${line}`).join('\n')}`)
  process.exit(1)
}
