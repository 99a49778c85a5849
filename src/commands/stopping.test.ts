import { expect, test } from 'vitest'
import { stopAll } from './stopping.ts'

test('a part that hangs or fails does not keep the others from stopping, and is told', async () => {
  const stopped: string[] = []
  const said: string[] = []
  const part = (name: string) => async () => {
    stopped.push(name)
  }
  const hangs = () => new Promise<void>(() => {})
  const fails = async () => {
    throw new Error('no database')
  }
  await stopAll([part('server'), part('pools'), hangs, fails, part('listener')], line => said.push(line), 20)
  expect(stopped).toEqual(['listener', 'pools', 'server'])
  expect(said).toEqual([expect.stringContaining('no database'), expect.stringContaining('did not stop')])
})
