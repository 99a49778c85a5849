import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { start } from '../src/commands/start.ts'
import { region } from '../src/regions/miyagi/index.ts'
import { systems } from '../src/systems/index.ts'
import { startDemo } from './demo/listener.tsx'

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of the web block with the components on show. */
    demoUrl: string
    /** The whole platform with its sample data: residents' and officers' listeners. */
    publicUrl: string
    staffUrl: string
    /** Patterns of all GET routes, `public /plan/:id`. */
    getRoutes: readonly string[]
  }
}

/** The staff listener's own address is checked at sign-in, so its port has to be known before it listens. */
const freePort = async (): Promise<number> => {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

/** Starts once, before the browser tests, what they drive. */
export default async ({ provide }: TestProject): Promise<() => Promise<void>> => {
  const demo = await startDemo()
  const folder = mkdtempSync(join(tmpdir(), 'musubi-browser-'))
  const running = await start({
    region,
    systems,
    folder,
    sample: true,
    publicPort: 0,
    staffPort: await freePort(),
    host: '127.0.0.1',
    rate: null,
  })
  provide('demoUrl', `http://127.0.0.1:${demo.port}`)
  provide('publicUrl', running.publicUrl)
  provide('staffUrl', running.staffUrl)
  provide(
    'getRoutes',
    running.built.routes.filter(route => route.method === 'GET').map(route => `${route.zone} ${route.path}`),
  )
  return async () => {
    await running.stop()
    await demo.close()
    rmSync(folder, { recursive: true, force: true })
  }
}
