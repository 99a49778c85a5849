import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectRoot } from '../../src/base/root.ts'
import { note } from '../tools/report.ts'

/** A product that the platform is compared with. */
export interface PeerPackage {
  /** Its folder below `bench/peers`, with a package.json of its own. */
  readonly folder: string
  /** For the terminal: name, version, licence, size. */
  readonly description: string
  /** Of its own dependencies, which it does not pin, the versions of this day are taken: YYYY-MM-DD. */
  readonly asOf: string
}

/** The peer is not to be had here; says why. */
export class PeerMissingError extends Error {
  override name = 'PeerMissingError'
}

const filesBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .sort()

/** The npm that runs the benchmark; without one, whichever is found. */
const npmCommand = (): readonly [string, ...string[]] => {
  const own = process.env['npm_execpath']
  return own?.endsWith('.js') ? [process.execPath, own] : ['npm']
}

/**
 * Downloads a peer from npm, once, into a folder that Git ignores. No install script of any package is run.
 * @returns the folder that holds its `node_modules`
 * @throws PeerMissingError
 */
export const installPeer = async (peer: PeerPackage): Promise<string> => {
  const source = join(projectRoot, 'bench/peers', peer.folder)
  const target = join(projectRoot, 'dist/peers', peer.folder)
  const stampFile = join(target, 'installed')
  const hash = createHash('sha256').update(peer.asOf)
  for (const file of filesBelow(source)) hash.update(readFileSync(file))
  const stamp = hash.digest('hex')
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return target
  note(`downloading ${peer.description}`)
  note(`from npm into dist/peers/${peer.folder}, once; it is no part of Musubi and only runs for this comparison`)
  rmSync(target, { recursive: true, force: true })
  mkdirSync(target, { recursive: true })
  cpSync(source, target, { recursive: true })
  const [command, ...first] = npmCommand()
  const child = spawn(
    command,
    [
      ...first,
      ...['install', '--prefix', target, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
      // Without a lock file of some 700 kB: the peer's own version is exact, and the day settles the others.
      ...['--no-package-lock', `--before=${peer.asOf}`, '--fetch-retries=1', '--fetch-timeout=60000'],
    ],
    { cwd: target, stdio: ['ignore', 'ignore', 'pipe'] },
  )
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  const code = await once(child, 'close').then(
    ([ended]) => ended,
    (error: Error) => error.message,
  )
  if (code !== 0) {
    rmSync(target, { recursive: true, force: true })
    throw new PeerMissingError(
      `npm could not install it (${code}): ${said.trim().split('\n').slice(0, 3).join(' | ') || 'it did not say why'}`,
    )
  }
  writeFileSync(stampFile, stamp)
  return target
}
