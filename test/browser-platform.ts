import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { checkPort } from '../src/commands/ports.ts'
import { start } from '../src/commands/start.ts'
import { region } from '../src/regions/miyagi/index.ts'
import { systems } from '../src/systems/index.ts'
import { people } from './browser/page-kinds.ts'
import { startDemo } from './demo/listener.tsx'
import { oidcClient, startOidcProvider } from './oidc-provider.ts'

const host = '127.0.0.1'

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

/** Starts once, before the browser tests, what they drive. */
export default async ({ provide }: TestProject): Promise<() => Promise<void>> => {
  const demo = await startDemo()
  const folder = mkdtempSync(join(tmpdir(), 'musubi-browser-'))
  const provider = await startOidcProvider([people.chief, 'stranger@example.jp'])
  process.env['MUSUBI_OIDC_DISCOVERY'] = provider.discoveryUrl
  process.env['MUSUBI_OIDC_CLIENT'] = oidcClient.clientId
  process.env['MUSUBI_OIDC_SECRET'] = oidcClient.clientSecret
  process.env['MUSUBI_OIDC_TITLE'] = oidcClient.title
  const running = await start({
    region,
    systems,
    folder,
    sample: true,
    // The address of the staff pages is part of their sign-in: it is known before they are opened.
    publicPort: await checkPort('PORT', 0, host),
    staffPort: await checkPort('STAFF_PORT', 0, host),
    host,
    rate: null,
  })
  provide('demoUrl', `http://127.0.0.1:${demo.port}`)
  provide('publicUrl', running.publicUrl)
  provide('staffUrl', running.staffUrl)
  const routes = running.built.routes.filter(route => route.method === 'GET')
  provide(
    'getRoutes',
    routes.map(route => `${route.zone} ${route.path}`),
  )
  return async () => {
    await running.stop()
    await provider.stop()
    await demo.close()
    rmSync(folder, { recursive: true, force: true })
  }
}
