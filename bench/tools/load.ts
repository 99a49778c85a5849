import { runChild } from './child.ts'

export interface Call {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  /** `{number}` becomes a permit number that was not used before. */
  readonly body?: string
}

export interface Load {
  readonly url: string
  /** Each sends the next call as soon as it has an answer. */
  readonly connections: number
  readonly seconds: number
  readonly calls: readonly Call[]
}

/** What the process is told: loads that run side by side. */
export interface LoadTask {
  readonly loads: readonly Load[]
  readonly numbersFrom: number
}

export interface LoadAnswer {
  readonly perSecond: number
  readonly good: number
  readonly bad: number
  /** Of the bad ones. */
  readonly why: string
  readonly ms: { readonly p50: number; readonly p97: number; readonly p99: number; readonly max: number }
  /** Of an answer, headers included. */
  readonly bytes: number
}

let numbers = 100_000_000

/** The first of a million permit numbers that nothing before used. */
export const newNumbers = (): number => {
  numbers += 1_000_000
  return numbers
}

/**
 * Calls for so many seconds, from a process of its own; several loads begin at one moment. An answer that is not a success
 * makes the measurement worthless and stops it.
 */
export const loads = async (wanted: readonly Load[]): Promise<readonly LoadAnswer[]> => {
  const task: LoadTask = { loads: wanted, numbersFrom: newNumbers() }
  const answers = await runChild<readonly LoadAnswer[]>('tools/load-process.ts', task)
  answers.forEach((answer, at) => {
    const of = wanted[at]
    if (answer.bad > 0 || answer.good === 0)
      throw new Error(
        `${answer.bad} of ${answer.good + answer.bad} calls of ${of?.url}${of?.calls[0]?.path} failed: ${answer.why}`,
      )
  })
  return answers
}

export const load = async (wanted: Load): Promise<LoadAnswer> => {
  const [answer] = await loads([wanted])
  if (!answer) throw new Error('the load did not answer')
  return answer
}
