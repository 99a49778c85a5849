import { OperatorError } from '../base/problem.ts'
import { isDoubtful, isFull, isUnreachable } from '../platform/database/unreachable.ts'

/** Lines for the operator. Progress goes to stderr, so that a command's own output can be piped. */
export const say = (line: string): void => {
  process.stderr.write(`${line}\n`)
}

/** A line that is written over on a terminal; elsewhere one when it begins and one when it is done. */
export const progress = (what: string): ((done: number, total: number) => void) => {
  let shown = -1
  return (done, total) => {
    const percent = total === 0 ? 100 : Math.floor((done / total) * 100)
    if (percent === shown) return
    if (shown < 0 && percent < 100 && !process.stderr.isTTY) say(`${what} …`)
    shown = percent
    if (process.stderr.isTTY) process.stderr.write(`\r${what} ${percent}%${percent === 100 ? '\n' : ''}`)
    else if (percent === 100) say(`${what} done`)
  }
}

/** What the operating system says to an operator, in words. */
const systemWords: Readonly<Record<string, string>> = {
  EACCES: 'this user may not open or write it',
  EPERM: 'this user may not do this',
  EROFS: 'the disk cannot be written',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota of this user is used up',
  EMFILE: 'too many files are open',
}

/** One sentence for what an operator can mend; undefined for our own mistakes, which keep their stack. */
export const sentenceOf = (error: unknown): string | undefined => {
  if (!(error instanceof Error)) return undefined
  if (error instanceof OperatorError || error.name === 'DefinitionError') return error.message
  if (!('code' in error)) return undefined
  if (String(error.code).startsWith('ERR_PARSE_ARGS_'))
    return `${error.message.split('. ')[0]}; "musubi help" lists what there is.`
  if ('path' in error) {
    const words = systemWords[String(error.code)]
    return words && `${error.path}: ${words}.`
  }
  if (isFull(error)) return 'The disk or the memory of the database is full: make room there and run this again.'
  if (isDoubtful(error))
    return 'The connection to the database broke. What was sent last may have been done or not: look before you run this again.'
  return isUnreachable(error)
    ? 'The database does not answer any more: see that it runs and run this again.'
    : undefined
}

/** Runs a command: an operator's mistake is one sentence, anything else keeps its stack. */
export const run = async (command: () => Promise<number>): Promise<void> => {
  try {
    process.exitCode = await command()
  } catch (error) {
    const sentence = sentenceOf(error)
    if (sentence !== undefined) say(`musubi: ${sentence}`)
    else process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
    process.exitCode = 1
  }
}

/** @throws OperatorError for a parameter that the command does not have */
export const checkParameters = (command: string, parameters: readonly string[], known: readonly string[]): void => {
  const unknown = parameters.find(parameter => !known.includes(parameter))
  if (unknown !== undefined)
    throw new OperatorError(`"musubi ${command}" does not know "${unknown}"; it takes ${known.join(', ')}.`)
}
