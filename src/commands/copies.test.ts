import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { isHeld } from '../platform/database/server/lock.ts'
import { openAgent } from '../platform/sites/agent.ts'
import { agentOperations, openControl } from '../platform/sites/control.ts'
import { openCopies } from './copies.ts'

const parent = mkdtempSync(join(tmpdir(), 'musubi-hand-over-'))
chmodSync(parent, 0o755)
afterAll(() => rmSync(parent, { recursive: true, force: true }))

test('a promoted folder is gone on with when its holder has let it go, however long that takes after its answer', async () => {
  const folder = join(parent, 'data')
  const agent = openAgent(folder, { name: '写し', place: undefined, secret: 'a secret of two sites', log: () => {} })
  const letGo = Promise.withResolvers<void>()
  const control = await openControl(
    agent,
    {
      ...agentOperations(agent),
      release: async () => {
        void sleep(1000)
          .then(() => control.close())
          .then(() => agent.handOver())
          .then(letGo.resolve)
      },
    },
    { host: '127.0.0.1', port: 0 },
  )
  await openCopies(folder, { standby: false, log: () => {} })
  expect(isHeld(folder)).toBe(false)
  await letGo.promise
})
