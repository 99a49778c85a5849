import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { checkPort } from '../src/commands/ports.ts'
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
  }
}

/** Starts once, before the browser tests, what they drive. */
export default async ({ provide }: TestProject): Promise<() => Promise<void>> => {
  const demo = await startDemo()
  const folder = mkdtempSync(join(tmpdir(), 'musubi-browser-'))
  const host = '127.0.0.1'
  // Sign-in compares a form's origin with the address the platform was told, so that this must be a real port.
  const [publicPort, staffPort] = await Promise.all([checkPort('PORT', 0, host), checkPort('STAFF_PORT', 0, host)])
  const running = await start({
    region,
    systems,
    folder,
    sample: true,
    publicPort,
    staffPort,
    host,
    rate: null,
  })
  provide('demoUrl', `http://127.0.0.1:${demo.port}`)
  provide('publicUrl', running.publicUrl)
  provide('staffUrl', running.staffUrl)
  return async () => {
    await running.stop()
    await demo.close()
    rmSync(folder, { recursive: true, force: true })
  }
}
