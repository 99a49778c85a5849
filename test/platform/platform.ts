import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { fixedClock } from '../../src/base/clock.ts'
import { type Built, buildPlatform } from '../../src/commands/build-platform.ts'
import { organisationsOf } from '../../src/commands/organisations.ts'
import type { Actor } from '../../src/platform/access/actor.ts'
import { loadOrganisations } from '../../src/platform/access/sample.ts'
import { visitor } from '../../src/platform/access/session.ts'
import { signInPaths } from '../../src/platform/access/sign-in/routes.tsx'
import type { Zone } from '../../src/platform/routing/route.ts'
import { region } from '../../src/regions/miyagi/index.ts'
import { systems } from '../../src/systems/index.ts'
import { loadAssets } from '../../src/web/assets/assets.ts'
import type { Refusal } from '../../src/web/options.ts'
import { createListener, type Listener } from '../../src/web/server.ts'
import { freshDatabase, type TestDatabase } from '../database.ts'

export interface TestPlatform {
  readonly built: Built
  readonly test: TestDatabase
  readonly refusals: readonly Refusal[]
  /** @param actor answers every request as this person; without it the session's cookie tells who asks */
  listener(zone: Zone, actor?: Actor): Listener
  close(): Promise<void>
}

/** The whole platform with all systems over an empty, migrated database; requests go to its listeners without a socket. */
export const startTestPlatform = async (): Promise<TestPlatform> => {
  const folder = mkdtempSync(join(tmpdir(), 'musubi-platform-'))
  const test = await freshDatabase()
  const clock = fixedClock('2026-11-22T03:00:00Z')
  await loadOrganisations(test.database.app, organisationsOf(region, clock))
  const built = await buildPlatform({
    region,
    systems,
    database: test.database,
    folder,
    clock,
    staffOrigin: 'http://localhost',
  })
  const assets = await loadAssets()
  const refusals: Refusal[] = []
  const listener = (zone: Zone, actor?: Actor) =>
    createListener({
      zone,
      clock,
      site: { prefecture: region.prefecture.name, service: region.service },
      routes: built.routes,
      menu: built.menu,
      assets,
      secret: new Uint8Array(32).fill(1),
      logger: pino({ level: 'silent' }),
      visitor: { ...visitor, organisation: built.services.system.organisation },
      resolveActor: headers => actor ?? built.access.sessions.resolveActor(headers),
      onRefusal: refusal => {
        refusals.push(refusal)
      },
      signIn: signInPaths,
      rate: null,
    })
  return {
    built,
    test,
    refusals,
    listener,
    close: async () => {
      await test.drop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
