import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { projectRoot } from '../../src/base/root.ts'
import { isAlive } from '../../src/platform/database/server/alive.ts'
import { findRunning } from '../../src/platform/database/server/process.ts'

/** The command as a user gives it: a process of its own, with its words and its end. */
export interface Command {
  readonly child: ChildProcess
  readonly pid: number
  stdout(): string
  stderr(): string
  /** Exit code; 128 + n for signal n would be a shell's reading and is given as -1. */
  readonly ended: Promise<number>
}

export interface Ready extends Command {
  readonly publicUrl: string
  readonly staffUrl: string
  /** Milliseconds from the call to the last line. */
  readonly took: number
}

export interface CommandOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly uid?: number
  readonly root?: string
  readonly node?: string
  /** A process group of its own, to be signalled as a terminal does. */
  readonly group?: boolean
}

const commands = new Set<Command>()
const folders = new Set<string>()

/** A data folder that does not exist yet, below one that everyone may enter. */
export const newFolder = (): string => {
  const parent = mkdtempSync(join(tmpdir(), 'musubi-start-'))
  spawnSync('chmod', ['0755', parent])
  folders.add(parent)
  return join(parent, 'data')
}

/** What the machine's own environment must not bring into a test. */
const ownVariables = /^(DATABASE_URL|PORT|STAFF_PORT|HOST|MUSUBI_|NODE_OPTIONS|VITEST)/

export const musubi = (parameters: readonly string[], options: CommandOptions = {}): Command => {
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !ownVariables.test(name)))
  const child = spawn(
    options.node ?? process.execPath,
    [join(options.root ?? projectRoot, 'bin', 'musubi.mjs'), ...parameters],
    {
      cwd: tmpdir(),
      env: { ...inherited, PORT: '0', STAFF_PORT: '0', ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: options.group ?? false,
      ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.uid }),
    },
  )
  const text = { out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', chunk => {
    text.out += chunk
  })
  child.stderr.setEncoding('utf8').on('data', chunk => {
    text.err += chunk
  })
  const ended = new Promise<number>(resolve => {
    child.once('close', code => resolve(code ?? -1))
  })
  const command: Command = { child, pid: child.pid ?? 0, stdout: () => text.out, stderr: () => text.err, ended }
  commands.add(command)
  return command
}

/** Waits until a condition holds. @throws Error that says what was waited for */
export const until = async (what: string, holds: () => boolean | Promise<boolean>, limit = 120_000): Promise<void> => {
  const deadline = Date.now() + limit
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`waited in vain for: ${what}`)
    await sleep(50)
  }
}

/** `musubi up`, waited for until its last line. @throws Error with its words when it ends before */
export const up = async (parameters: readonly string[], options: CommandOptions = {}): Promise<Ready> => {
  const began = performance.now()
  const command = musubi(['up', ...parameters], options)
  let over = false
  void command.ended.then(() => {
    over = true
  })
  await until('ready', () => over || /^ready .*\n/m.test(command.stdout()), 240_000)
  const [, publicUrl, staffUrl] = /^ready(?: from copy)? {2}public (\S+) {2}staff (\S+)/m.exec(command.stdout()) ?? []
  if (!publicUrl || !staffUrl) throw new Error(`no ready line:\n${command.stdout()}${command.stderr()}`)
  return { ...command, publicUrl, staffUrl, took: performance.now() - began }
}

/** Asks to stop as Ctrl-C does. @returns the exit code */
export const interrupt = (command: Command): Promise<number> => {
  command.child.kill('SIGINT')
  return command.ended
}

/** The words of a command that is expected to refuse, and its code. */
export const refusalOf = async (
  parameters: readonly string[],
  options: CommandOptions = {},
): Promise<{ readonly code: number; readonly lines: readonly string[] }> => {
  const command = musubi(parameters, options)
  const code = await command.ended
  return { code, lines: command.stderr().trimEnd().split('\n') }
}

export const serverOf = (folder: string): number | undefined => findRunning(join(folder, 'postgres'))?.pid

/** Address of a running folder's embedded server; `admin` is its superuser. */
export const serverUrl = (folder: string, role: 'owner' | 'admin', database = 'musubi'): string => {
  const server = findRunning(join(folder, 'postgres'))
  if (!server) throw new Error(`no server on ${folder}`)
  const passwords: Record<string, string> = JSON.parse(readFileSync(join(folder, 'passwords.json'), 'utf8'))
  const user = role === 'admin' ? 'postgres' : `musubi_${role}`
  return `postgres://${user}:${passwords[role]}@127.0.0.1:${server.port}/${database}`
}

const afterwards: (() => Promise<void>)[] = []

/** Something that is to be ended when the processes of a test are gone. */
export const afterCleanUp = (work: () => Promise<void>): void => {
  afterwards.push(work)
}

/** Ends everything that the tests of this file started, by process id, and removes its folders. */
export const cleanUp = async (): Promise<void> => {
  for (const command of commands) if (command.child.exitCode === null) command.child.kill('SIGKILL')
  await Promise.all([...commands].map(command => command.ended))
  commands.clear()
  for (const work of afterwards.splice(0)) await work()
  for (const parent of folders) {
    for (const name of ['data', 'other']) {
      const pid = serverOf(join(parent, name))
      if (pid === undefined) continue
      process.kill(pid, 'SIGQUIT')
      await until(`the end of server ${pid}`, () => !isAlive(pid))
    }
    rmSync(parent, { recursive: true, force: true })
  }
  folders.clear()
}
