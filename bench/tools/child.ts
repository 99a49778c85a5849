import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { projectRoot } from '../../src/base/root.ts'

/** A process of the benchmark's own: told once what to do, answers once, and ends when it is told to. */
export interface Child<Answer> {
  readonly answer: Answer
  stop(): Promise<void>
}

const told = async (child: ChildProcess, name: string): Promise<unknown> => {
  const failed = once(child, 'exit').then(([code]) => {
    throw new Error(`${name} ended with code ${code} before it answered`)
  })
  const [message] = await Promise.race([once(child, 'message'), failed])
  failed.catch(() => {})
  return message
}

/** Starts `bench/<name>` as a process of its own and gives it its task. */
export const startChild = async <Answer>(
  name: string,
  task: unknown,
  environment: Readonly<Record<string, string>> = {},
  nodeOptions: readonly string[] = [],
): Promise<Child<Answer>> => {
  const child = fork(join(projectRoot, 'bin/run.mjs'), [`bench/${name}`], {
    env: { ...process.env, ...environment },
    execArgv: [...nodeOptions],
    serialization: 'advanced',
  })
  try {
    child.send(task as object)
    const answer = (await told(child, name)) as Answer
    const stop = async () => {
      if (child.exitCode !== null) return
      const ended = once(child, 'exit')
      child.disconnect()
      const late = setTimeout(() => child.kill('SIGKILL'), 20_000)
      await ended
      clearTimeout(late)
    }
    return { answer, stop }
  } catch (error) {
    child.kill('SIGKILL')
    throw error
  }
}

/** One task, one answer. */
export const runChild = async <Answer>(name: string, task: unknown): Promise<Answer> => {
  const child = await startChild<Answer>(name, task)
  await child.stop()
  return child.answer
}

/** The child's side: waits for the task, answers, and ends when the parent lets go. */
export const serveTask = async <Task>(
  work: (task: Task) => Promise<{ readonly answer: unknown; readonly stop?: () => Promise<void> }>,
): Promise<void> => {
  const [task] = await once(process, 'message')
  const { answer, stop } = await work(task as Task)
  const released = once(process, 'disconnect')
  process.send?.(answer)
  await released
  await stop?.()
  process.exit(0)
}
