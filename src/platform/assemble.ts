import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Clock } from '../base/clock.ts'
import { DefinitionError } from '../base/problem.ts'
import type { Act, Actor } from './access/actor.ts'
import type { Database } from './database/connection.ts'
import type { Secrets } from './database/secrets.ts'
import type { FileStore } from './files/store.ts'
import { homeTitle } from './home.tsx'
import { allCodes, kindContexts } from './kind-context.ts'
import { messageRoutes } from './messages/pages.tsx'
import { type MailSettings, MessageService } from './messages/service.ts'
import { movingMenu, movingRoutes } from './moving/pages/routes.ts'
import { checkOffers, type MovingTools } from './moving/service/tools.ts'
import { usageRoutes } from './quotas/pages.tsx'
import { createQuotas, type QuotaService } from './quotas/service.ts'
import { quotaSettings } from './quotas/settings.ts'
import type { RegionDefinition } from './region.ts'
import { openApi } from './registers/api/openapi.ts'
import { apiRoutes } from './registers/api/routes.ts'
import { catalogueMenu, catalogueRoutes } from './registers/catalogue/pages.tsx'
import { checkRegisters } from './registers/check.ts'
import type { RecordCheck } from './registers/definition.ts'
import { letterheadMenu, letterheadRoutes } from './registers/documents/letterhead-page.tsx'
import { documentRoutes } from './registers/documents/pages.tsx'
import { DocumentService } from './registers/documents/service.ts'
import { downloadRoutes } from './registers/downloads/routes.ts'
import type { LayoutDefinition } from './registers/import/layout.ts'
import { createUploads } from './registers/import/uploads.ts'
import { fileRoutes } from './registers/pages/file-routes.ts'
import type { FileTools } from './registers/pages/file-tools.ts'
import { pageTools } from './registers/pages/page-tools.ts'
import { proposalRoutes } from './registers/pages/proposal-pages.tsx'
import { publicRoutes } from './registers/pages/public-pages.tsx'
import { registerMenu, staffRoutes } from './registers/pages/routes.ts'
import { searchRoute } from './registers/pages/search-page.tsx'
import { prepareRegister, withCheck } from './registers/register.ts'
import { Registers } from './registers/registers.ts'
import { severalRoutes } from './registers/several/pages.tsx'
import type { MenuEntry, Route } from './routing/route.ts'
import { serviceLevelMenu, serviceLevelRoutes } from './service-level/pages.tsx'
import { createServiceLevel } from './service-level/service.ts'
import { serviceLevelSettings } from './service-level/settings.ts'
import type { Services } from './services.ts'
import { documentSetting, documentSettings } from './settings/documents.ts'
import { settingMenu, settingRoutes } from './settings/pages.tsx'
import { retentionSettings } from './settings/retention.ts'
import { createSettings } from './settings/service.ts'
import type { SystemDefinition } from './system.ts'
import { declaredMenu, hasOwnPages, hasPage, systemMenu, systemRoute } from './system-page.tsx'

export interface Parts {
  readonly region: RegionDefinition
  readonly systems: readonly SystemDefinition[]
  readonly database: Database
  readonly secrets: Secrets
  readonly files: FileStore
  readonly mail: MailSettings
  readonly clock: Clock
  /** Organisation id of the prefecture, for which the platform itself acts. */
  readonly prefecture: string
  /** Every organisation's id, for the platform's own jobs. */
  readonly organisations: readonly string[]
}

export interface Assembled {
  readonly services: Services
  readonly routes: readonly Route[]
  readonly menu: readonly MenuEntry[]
  /** Shapes of files that systems declare. */
  readonly layouts: readonly LayoutDefinition[]
  readonly quotas: QuotaService
  /** For the command and the job that carry out cut-overs. */
  readonly moving: MovingTools
}

const systemActor = (
  systems: readonly SystemDefinition[],
  prefecture: string,
  organisations: readonly string[],
): Actor => ({
  kind: 'system',
  person: null,
  name: 'Musubi',
  organisation: prefecture,
  tenants: organisations,
  permissions: new Set(
    systems.flatMap(system =>
      system.registers.flatMap(register =>
        ['read', 'readPersonal', 'create', 'change', 'import', 'export'].map(what => `${register.id}.${what}`),
      ),
    ),
  ),
})

/** @throws DefinitionError for a check of a register that its system does not declare */
const recordChecks = (systems: readonly SystemDefinition[]): ReadonlyMap<string, RecordCheck> => {
  const entries = systems.flatMap(system => {
    const stray = Object.keys(system.checks ?? {}).find(id => !system.registers.some(register => register.id === id))
    if (stray !== undefined)
      throw new DefinitionError(`system ${system.id}: checks "${stray}", which is no register of its own`)
    return Object.entries(system.checks ?? {})
  })
  return new Map(entries)
}

/** One entry for each system without pages of its own for officers: its register, or the page that names its registers. */
const systemEntries = (systems: readonly SystemDefinition[], registers: Registers): readonly MenuEntry[] =>
  systems
    .filter(system => !hasOwnPages(system))
    .flatMap((system, at) =>
      hasPage(system)
        ? [systemMenu(system, 100 + at)]
        : system.registers.map(register => registerMenu(registers.service(register.id), 100 + at)),
    )

/** Puts blocks and systems together: what they declare becomes services, routes and menus. @throws DefinitionError */
export const assemble = (parts: Parts): Assembled => {
  const { region, systems, database, secrets, clock } = parts
  const codes = allCodes(systems.flatMap(system => system.codes ?? []))
  const checked = checkRegisters(
    systems.flatMap(system => system.registers),
    codes,
  )
  const checks = recordChecks(systems)
  const context = kindContexts(region, codes, clock)
  const settings = createSettings({
    definitions: [
      ...quotaSettings,
      ...serviceLevelSettings,
      ...documentSettings(systems.flatMap(one => one.registers)),
      ...retentionSettings(systems.flatMap(one => one.registers)),
      ...systems.flatMap(one => one.settings ?? []),
    ],
    database,
    context,
    operator: parts.prefecture,
  })
  const quotas = createQuotas({
    database,
    clock,
    settings,
    secrets,
    registers: () => registers.all().map(one => one.register),
  })
  const files = quotas.guard(parts.files)
  const registers: Registers = new Registers(
    [...checked.values()].map(one => withCheck(prepareRegister(one), checks.get(one.definition.id))),
    { database, secrets, context, room: quotas.room },
  )
  const pages = pageTools(registers, files)
  const system = systemActor(systems, parts.prefecture, parts.organisations)
  const services: Services = {
    clock,
    database,
    region,
    registers,
    files,
    pages,
    system,
    messages: new MessageService(database, parts.mail),
    settings,
    serviceLevel: createServiceLevel({ database, clock, settings, operator: parts.prefecture }),
    systemAct: (reason?: string): Act => ({ actor: system, clock, language: 'ja', ...(reason ? { reason } : {}) }),
  }
  const all = registers.all()
  const documents = new DocumentService(
    registers,
    files,
    async (organisation, register, document, day) =>
      (await settings.value(organisation, documentSetting(register, document), day)) ?? document.number,
  )
  const fileTools: FileTools = {
    registers,
    uploads: createUploads(join(tmpdir(), `musubi-uploads-${process.getuid?.() ?? 'user'}`), secrets),
    layouts: systems.flatMap(one => one.layouts?.(services) ?? []),
  }
  const moving: MovingTools = {
    registers,
    // Not counted among an organisation's files: they stay from the rehearsal to the comparison only.
    files: parts.files,
    region,
    offers: checkOffers(
      systems.flatMap(one => one.moves ?? []),
      registers,
    ),
  }
  const extras = new Map(systems.flatMap(one => (one.extras ? Object.entries(one.extras(services)) : [])))
  const openApiRoute = (zone: 'public' | 'staff'): Route => ({
    method: 'GET',
    path: '/api/openapi.json',
    zone,
    access: zone === 'public' ? 'everyone' : 'signed-in',
    ledger: [],
    machine: zone === 'public',
    handle: request => ({
      kind: 'json',
      value: openApi(
        all.map(service => service.register),
        zone,
        context(),
        region.service.en,
        request.origin,
      ),
    }),
  })
  const routes: readonly Route[] = [
    ...systems.filter(hasPage).map(system => systemRoute(system)),
    ...systems.flatMap(one => one.routes?.(services) ?? []),
    ...all.flatMap(service => [
      ...fileRoutes(fileTools, service),
      ...documentRoutes(documents, service),
      ...downloadRoutes(pages.downloads, service),
      ...publicRoutes(registers, service, extras.get(service.register.id)),
      ...staffRoutes(pages, service, extras.get(service.register.id)),
      ...apiRoutes(registers, service),
    ]),
    searchRoute(registers),
    ...catalogueRoutes(registers, region.prefecture.name, region.service),
    ...proposalRoutes(pages),
    ...severalRoutes(
      { registers, messages: services.messages, database },
      systems.flatMap(one => one.several?.(services) ?? []),
    ),
    ...letterheadRoutes(database),
    ...movingRoutes(moving),
    ...settingRoutes({ settings, app: database.app, context }),
    ...usageRoutes({
      quotas,
      app: database.app,
      operator: parts.prefecture,
      registers: () => all.map(one => one.register),
    }),
    ...serviceLevelRoutes({ service: services.serviceLevel, app: database.app, clock }),
    ...messageRoutes(services.messages),
    openApiRoute('public'),
    openApiRoute('staff'),
  ]
  const menu: readonly MenuEntry[] = [
    ...catalogueMenu,
    ...[...systems.flatMap(declaredMenu), ...systemEntries(systems, registers)].map(entry =>
      entry.zone === 'staff' ? { ...entry, system: true } : entry,
    ),
    ...letterheadMenu,
    ...movingMenu,
    ...settingMenu,
    ...serviceLevelMenu,
    { zone: 'staff', title: homeTitle, path: '/', order: 0 },
    { zone: 'staff', title: { ja: '決裁', en: 'Approvals' }, path: '/proposals', order: 10 },
    {
      zone: 'staff',
      title: { ja: '送信メッセージ', en: 'Messages' },
      path: '/messages',
      permission: 'messages.read',
      order: 940,
      management: 'running',
      text: {
        ja: '送ったもの、送れなかったもの、送るのを待つものです。',
        en: 'What was sent, could not be sent, or waits.',
      },
    },
  ]
  return { services, routes, menu, layouts: fileTools.layouts, quotas, moving }
}
