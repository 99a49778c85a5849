import { expect, test } from 'vitest'
import { makeStopping } from './stopping.ts'

test('a part that hangs or fails does not keep the others from stopping, and is told by its name', async () => {
  const stopped: string[] = []
  const said: string[] = []
  const parts = makeStopping(line => said.push(line), 20)
  for (const name of ['server', 'pools']) parts.add(name, () => void stopped.push(name))
  parts.add('copies', () => new Promise<void>(() => {}))
  parts.add('jobs', async () => {
    throw new Error('no database')
  })
  parts.add('listener', () => void stopped.push('listener'))
  await parts.stop()
  expect(stopped).toEqual(['listener', 'pools', 'server'])
  expect(said).toEqual([expect.stringContaining('jobs: while'), expect.stringContaining('copies: did not stop')])
})

test('a part that begins while the others stop is stopped too, before the server', async () => {
  const stopped: string[] = []
  const parts = makeStopping(() => {})
  parts.add('server', () => void stopped.push('server'))
  parts.add('listener', async () => {
    await Promise.resolve()
    parts.add('jobs', () => void stopped.push('jobs'))
    stopped.push('listener')
  })
  await parts.stop()
  expect(stopped).toEqual(['listener', 'jobs', 'server'])
  parts.add('late', () => void stopped.push('late'))
  await parts.stop()
  expect(stopped.at(-1)).toBe('late')
})
