import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

const linux = process.platform === 'linux'

const read = (path: string): string => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

const ps = (pid: number, column: string): string =>
  spawnSync('ps', ['-o', `${column}=`, '-p', String(pid)], { encoding: 'utf8' }).stdout?.trim() ?? ''

/** Fields of /proc/<pid>/stat after the command's name, which may itself hold spaces and brackets. */
const stat = (pid: number): string[] => {
  const text = read(`/proc/${pid}/stat`)
  return text.slice(text.lastIndexOf(')') + 2).split(' ')
}

/**
 * When a process started, as a text to compare and not to read: process ids are used again, so an id alone does not
 * say that the process is the same one. Empty when there is none (a zombie counts as none: it holds nothing any more).
 */
export const processStart = (pid: number): string => {
  if (!linux) return ps(pid, 'lstart')
  const fields = stat(pid)
  const [state, ticks] = [fields[0], fields[19]]
  if (!state || state === 'Z' || state === 'X' || !ticks) return ''
  return `${read('/proc/sys/kernel/random/boot_id').trim()}/${ticks}`
}

export const isAlive = (pid: number): boolean => processStart(pid) !== ''

export const commandOf = (pid: number): string =>
  linux ? read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ') : ps(pid, 'command')
