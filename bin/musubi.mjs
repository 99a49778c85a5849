#!/usr/bin/env node
// The command `musubi`. The platform needs Node 24, which comes with `npm ci` as an optional dependency; a machine's own
// older Node only starts this file and hands over.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire, enableCompileCache } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const wanted = 24
if (Number(process.versions.node.split('.')[0]) >= wanted) {
  enableCompileCache?.()
  const { build } = await import('./build.mjs')
  await import(pathToFileURL(await build('src/main.ts')).href)
} else {
  let bundled
  try {
    const manifest = createRequire(import.meta.url).resolve(`node-${process.platform}-${process.arch}/package.json`)
    bundled = join(dirname(manifest), 'bin', 'node')
  } catch {}
  if (!bundled || !existsSync(bundled)) {
    console.error(
      `musubi: Node ${process.version} is too old and no bundled Node ${wanted} is installed for ${process.platform}-${process.arch}. Install Node ${wanted} and start again.`,
    )
    process.exit(1)
  }
  const child = spawn(bundled, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)))
}
