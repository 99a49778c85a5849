#!/usr/bin/env node
// The command `musubi`. The platform needs Node 24, which comes with `npm ci` as an optional dependency; a machine's own
// older Node only starts this file and hands over.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import * as nodeModule from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const wanted = 24

const fail = sentence => {
  console.error(`musubi: ${sentence}`)
  process.exit(1)
}

const bundledNode = () => {
  try {
    const { resolve } = nodeModule.createRequire(import.meta.url)
    const node = join(dirname(resolve(`node-${process.platform}-${process.arch}/package.json`)), 'bin', 'node')
    return existsSync(node) ? node : undefined
  } catch {
    return undefined
  }
}

const runHere = async () => {
  nodeModule.enableCompileCache?.()
  const { build } = await import('./build.mjs')
  let built
  try {
    built = await build('src/main.ts')
  } catch (error) {
    if (error?.code === 'ERR_MODULE_NOT_FOUND') fail('the packages are not installed: run "npm ci" first.')
    if (['EACCES', 'EROFS', 'EPERM'].includes(error?.code))
      fail(`${error.path} cannot be written: let the owner of the program's folder run "npm run build" once.`)
    throw error
  }
  await import(pathToFileURL(built).href)
}

const handOver = node => {
  // The channel carries nothing: its end tells the platform that this process was killed.
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('error', error => fail(`the bundled Node does not start: ${error.message}`))
  child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)))
}

if (Number(process.versions.node.split('.')[0]) >= wanted) await runHere()
else {
  const node = bundledNode()
  if (node === undefined)
    fail(
      `Node ${process.version} is too old, and no bundled Node ${wanted} is installed for ${process.platform}-${process.arch}. Install Node ${wanted} or newer and start again.`,
    )
  handOver(node)
}
