import { runChild } from './child.ts'

export interface Call {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  /** `{number}` becomes a permit number that was not used before. */
  readonly body?: string
}

export interface LoadTask {
  readonly url: string
  readonly connections: number
  readonly seconds: number
  readonly calls: readonly Call[]
  readonly numbersFrom?: number
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

/**
 * Calls for so many seconds, from a process of its own. An answer that is not a success makes the measurement worthless
 * and stops it.
 */
export const load = async (task: LoadTask): Promise<LoadAnswer> => {
  const answer = await runChild<LoadAnswer>('tools/load-process.ts', task)
  if (answer.bad > 0 || answer.good === 0)
    throw new Error(
      `${answer.bad} of ${answer.good + answer.bad} calls of ${task.url}${task.calls[0]?.path} failed: ${answer.why}`,
    )
  return answer
}
