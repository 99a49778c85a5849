import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { kill } from '../faults/killer.ts'
import { seedOf } from '../faults/seed.ts'

test('the same seed gives the same numbers, another one others', () => {
  const row = (text: string) =>
    Array.from({ length: 20 }, (_, at) => at).map(
      (
        seed => () =>
          seed.whole(1000)
      )(seedOf(text)),
    )
  expect(row('42')).toEqual(row('42'))
  expect(row('42')).not.toEqual(row('43'))
  expect(row('42').every(number => number >= 0 && number < 1000)).toBe(true)
})

test('the killer hits the process that a target has at that moment, and says what it did', async () => {
  const child = spawn('sleep', ['60'])
  const ended = once(child, 'exit')
  const over = new AbortController()
  const target = {
    name: 'sleeper',
    pid: () => (child.exitCode === null && child.signalCode === null ? child.pid : undefined),
  }
  const killing = kill({ seed: seedOf('1'), targets: [target], pause: { least: 1, most: 5 }, until: over.signal })
  expect((await ended)[1]).toBe('SIGKILL')
  over.abort()
  expect(await killing).toMatchObject([{ target: 'sleeper', pid: child.pid, signal: 'SIGKILL' }])
})
