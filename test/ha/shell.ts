import { execFileSync } from 'node:child_process'

/** Runs a program and returns what it prints. @throws Error with its words */
export const run = (program: string, ...parameters: readonly string[]): string =>
  execFileSync(program, parameters, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })

export const say = (line: string): void => {
  process.stdout.write(`${line}\n`)
}
