import { spawnSync } from 'node:child_process'
import { chownSync, lstatSync, readdirSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { type Binaries, program } from './binaries.ts'

/** The account `nobody`: PostgreSQL refuses root, and wants a user that the system's passwd names. */
const nobody = 65534

/** How PostgreSQL's programs are run so that they are not root. */
export interface Runner {
  readonly kind: 'self' | 'nobody' | 'namespace'
  /** Who must own the data folder, seen from outside. `undefined`: whoever runs us. */
  readonly owner: number | undefined
  readonly wrap: (command: string, args: readonly string[]) => { command: string; args: string[] }
  readonly identity: { uid?: number; gid?: number; env: Readonly<Record<string, string | undefined>> }
}

const needed = /^(?:PATH|HOME|LANG|LANGUAGE|LC_\w+|TZ|TZDIR|TMPDIR|LD_LIBRARY_PATH|DYLD_\w+|SystemRoot|TEMP|TMP)$/

/**
 * What the database server is told of the platform's environment. Passwords, the keys' passphrase and the addresses of
 * other services stand there too, and whoever gets hold of the server (or its user) can read its environment; `PG…`
 * would change how it starts.
 */
export const serverEnvironment = (
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Readonly<Record<string, string | undefined>> =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => needed.test(name)))

const plain = (command: string, args: readonly string[]) => ({ command, args: [...args] })

const asSelf: Runner = { kind: 'self', owner: undefined, wrap: plain, identity: { env: serverEnvironment() } }
const asNobody: Runner = {
  kind: 'nobody',
  owner: nobody,
  wrap: plain,
  identity: { uid: nobody, gid: nobody, env: serverEnvironment() },
}

/** Root outside, `nobody` inside: reaches what root owns and may enter, yet PostgreSQL does not see root. */
const inNamespace: Runner = {
  kind: 'namespace',
  owner: 0,
  wrap: (command, args) => ({
    command: 'unshare',
    args: ['-U', `--map-user=${nobody}`, `--map-group=${nobody}`, command, ...args],
  }),
  identity: { env: serverEnvironment() },
}

const mayUse = (path: string, bits: number): boolean => {
  const { mode, uid, gid } = statSync(path)
  const shift = uid === nobody ? 6 : gid === nobody ? 3 : 0
  return ((mode >> shift) & bits) === bits
}

/** May `nobody` walk down to the path? (Access lists are not looked at; where they forbid more, the start says so.) */
const canEnter = (path: string): boolean => {
  const full = resolve(path)
  return full === dirname(full) ? mayUse(full, 1) : canEnter(dirname(full)) && mayUse(full, 1)
}

const canRunBinaries = (binaries: Binaries): boolean => {
  const parts = ['bin', 'lib', join('share', 'postgresql')].map(part => join(binaries.folder, part))
  return canEnter(binaries.folder) && parts.every(part => mayUse(part, 5)) && mayUse(program(binaries, 'postgres'), 5)
}

const namespaceWorks = (binaries: Binaries): boolean => {
  const { command, args } = inNamespace.wrap(program(binaries, 'postgres'), ['--version'])
  return spawnSync(command, args, { cwd: '/', stdio: 'ignore' }).status === 0
}

/**
 * Chooses how to run on a data folder whose parent is `parent` (which exists).
 * @returns undefined when root has no way here: `nobody` cannot reach data or binaries and the system permits no user
 * namespaces. Then the caller uses another place.
 */
export const chooseRunner = (binaries: Binaries, parent: string): Runner | undefined => {
  if (process.getuid?.() !== 0) return asSelf
  if (canEnter(parent) && canRunBinaries(binaries)) return asNobody
  return namespaceWorks(binaries) ? inNamespace : undefined
}

/** As root: gives the data folder to the user that will run on it, e.g. after the parent was closed to others. */
export const giveTo = (runner: Runner, folder: string): void => {
  if (runner.owner === undefined || lstatSync(folder).uid === runner.owner) return
  const owner = runner.owner
  const give = (path: string): void => {
    const entry = lstatSync(path)
    if (entry.isDirectory()) for (const name of readdirSync(path)) give(join(path, name))
    if (entry.isSymbolicLink()) return
    // The folder itself comes last, so that an interrupted change is seen and done again.
    chownSync(path, owner, owner)
  }
  give(folder)
}
