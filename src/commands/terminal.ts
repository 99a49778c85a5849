import { OperatorError } from '../base/problem.ts'

/** Lines for the operator. Progress goes to stderr, so that a command's own output can be piped. */
export const say = (line: string): void => {
  process.stderr.write(`${line}\n`)
}

/** A line that is written over on a terminal and said once, when it is done, elsewhere. */
export const progress = (what: string): ((done: number, total: number) => void) => {
  let shown = -1
  return (done, total) => {
    const percent = total === 0 ? 100 : Math.floor((done / total) * 100)
    if (percent === shown) return
    shown = percent
    if (process.stderr.isTTY) process.stderr.write(`\r${what} ${percent}%${percent === 100 ? '\n' : ''}`)
    else if (percent === 100) say(`${what} done`)
  }
}

/** Runs a command: an operator's mistake is one sentence, anything else keeps its stack. */
export const run = async (command: () => Promise<number>): Promise<void> => {
  try {
    process.exitCode = await command()
  } catch (error) {
    if (error instanceof OperatorError || (error instanceof Error && error.name === 'DefinitionError'))
      say(`musubi: ${error.message}`)
    else process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
    process.exitCode = 1
  }
}
