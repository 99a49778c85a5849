import { join } from 'node:path'
import { destination, type Logger } from 'pino'
import { type Clock, dayInJapan } from '../base/clock.ts'
import { accessEvents, type EnterInLedger } from '../platform/access/events.ts'
import { organisationId } from '../platform/access/keys.ts'
import { peopleLookup } from '../platform/access/people/find.ts'
import { checkRoles, permissionsOf } from '../platform/access/permissions.ts'
import { platformRoles } from '../platform/access/roles.ts'
import { accessMenu, accessRoutes } from '../platform/access/routes.ts'
import { type Access, makeAccess } from '../platform/access/service.ts'
import { sessionKey } from '../platform/access/session-key.ts'
import { defaultSettings, oidcFromEnvironment } from '../platform/access/settings.ts'
import { type Assembled, assemble } from '../platform/assemble.ts'
import { backupEvents } from '../platform/backup/events.ts'
import { backupMenu, backupRoutes } from '../platform/backup/pages.tsx'
import { type BackupService, createBackupService } from '../platform/backup/service.ts'
import { type BackupSettings, backupSettings, usualProofDays } from '../platform/backup/settings.ts'
import type { Database } from '../platform/database/connection.ts'
import { readMigrations } from '../platform/database/migration-file.ts'
import { loadSecrets } from '../platform/database/secrets.ts'
import { folderObjects } from '../platform/files/folder.ts'
import { mirrored } from '../platform/files/mirrored.ts'
import type { ObjectStore } from '../platform/files/objects.ts'
import { s3Objects } from '../platform/files/s3.ts'
import { s3FromEnvironment } from '../platform/files/s3-settings.ts'
import { fileStore } from '../platform/files/store.ts'
import { homeRoute } from '../platform/home.tsx'
import { leaveEvents } from '../platform/leave/events.ts'
import { leaveMenu, leaveRoutes } from '../platform/leave/pages.tsx'
import { createLeave, type LeaveService } from '../platform/leave/service.ts'
import { ledgerApiRoutes } from '../platform/ledger/api.ts'
import type { LedgerEventDefinition } from '../platform/ledger/definition.ts'
import { ledgerEvents } from '../platform/ledger/events.ts'
import { loadSigner, loadVerifiers, verifierPath } from '../platform/ledger/keys.ts'
import { ledgerMenu, ledgerPageRoutes } from '../platform/ledger/pages.tsx'
import { record } from '../platform/ledger/service.ts'
import type { NoteSigner } from '../platform/ledger/signed-note.ts'
import { makeLogger } from '../platform/logging.ts'
import { managementEntry, managementRoute } from '../platform/management.tsx'
import { messagesRead } from '../platform/messages/events.ts'
import { movingEvents } from '../platform/moving/events.ts'
import { aboutRoutes } from '../platform/plan/about.tsx'
import { planEvents } from '../platform/plan/events.ts'
import { frontRoute } from '../platform/plan/front.tsx'
import { planMenu, planRoutes } from '../platform/plan/pages.tsx'
import { createPlanService } from '../platform/plan/service.ts'
import type { RegionDefinition } from '../platform/region.ts'
import { registerEvents } from '../platform/registers/events.ts'
import { searchPath } from '../platform/registers/pages/search-page.tsx'
import { verifyFiles } from '../platform/registers/stored-files/verify.ts'
import { recordReader } from '../platform/registers/verify.ts'
import { requestRefused } from '../platform/routing/events.ts'
import type { MenuEntry, Route } from '../platform/routing/route.ts'
import { serviceLevelEvents } from '../platform/service-level/events.ts'
import { settingEvents } from '../platform/settings/events.ts'
import { retentionSetting } from '../platform/settings/retention.ts'
import { siteEvents } from '../platform/sites/events.ts'
import type { Keeper } from '../platform/sites/keeper-view.ts'
import { sitesMenu, sitesRoutes } from '../platform/sites/pages.tsx'
import type { SystemDefinition } from '../platform/system.ts'
import { migrationsFolder } from './open-database.ts'
import { idsOf, organisationsOf } from './organisations.ts'
import { keysOf } from './same-keys.ts'
import { logLevel } from './settings.ts'

/** Every kind of ledger entry that the platform writes. */
export const allEvents: readonly LedgerEventDefinition[] = [
  ...accessEvents,
  ...backupEvents,
  ...ledgerEvents,
  ...planEvents,
  ...movingEvents,
  messagesRead,
  ...registerEvents,
  ...siteEvents,
  ...settingEvents,
  ...serviceLevelEvents,
  ...leaveEvents,
  requestRefused,
]

export interface Built extends Assembled {
  readonly access: Access
  readonly backup: BackupService
  readonly leave: LeaveService
  readonly signer: NoteSigner
  readonly logger: Logger
  readonly routes: readonly Route[]
  readonly menu: readonly MenuEntry[]
}

export interface BuildOptions {
  readonly region: RegionDefinition
  readonly systems: readonly SystemDefinition[]
  readonly database: Database
  readonly folder: string
  readonly clock: Clock
  readonly staffOrigin: string
  /** Where backups go, when a command names another place than the environment. */
  readonly backup?: BackupSettings | undefined
  /** Folder of the systems' migrations; default: this project's own. */
  readonly migrations?: string | undefined
  /** Watches the second site, where there is one. */
  readonly keeper?: Keeper | undefined
}

/** The bucket of MUSUBI_FILES_BUCKET, or the data folder. Looked at once, so that a mistake stops the start and not the first upload. */
export const openObjects = async (folder: string, keeper?: Keeper): Promise<ObjectStore> => {
  const settings = s3FromEnvironment()
  const objects = settings
    ? s3Objects(settings)
    : keeper
      ? mirrored(keeper.files)
      : folderObjects(join(folder, 'files'))
  await objects.check()
  return objects
}

/** Builds the whole platform over an open, migrated database; opens no listener and starts no job. */
export const buildPlatform = async (options: BuildOptions): Promise<Built> => {
  const { region, systems, database, folder, clock } = options
  const logger = makeLogger(logLevel(), destination(2))
  const organisations = organisationsOf(region, clock)
  const prefecture = organisationId(organisations.prefecture.key)
  const secrets = loadSecrets(folder)
  const assembled = assemble({
    region,
    systems,
    database,
    clock,
    prefecture,
    organisations: idsOf(organisations),
    secrets,
    files: fileStore(await openObjects(folder, options.keeper), secrets),
    mail: {
      from: process.env.MUSUBI_MAIL_FROM ?? 'musubi@localhost',
      ...(process.env.MUSUBI_SMTP ? { smtp: process.env.MUSUBI_SMTP } : {}),
    },
  })
  const permissions = permissionsOf(systems.flatMap(system => system.registers))
  const roles = checkRoles([...platformRoles, ...systems.flatMap(system => system.roles)], permissions)
  const enter: EnterInLedger = (tx, entry) => record(tx, entry, clock.now())
  const oidc = oidcFromEnvironment(process.env)
  const access = makeAccess({
    database,
    clock,
    roles,
    permissions,
    enter,
    announce: (tx, act, message) => assembled.services.messages.writeIn(tx, act, message),
    settings: {
      ...defaultSettings,
      secret: sessionKey(folder),
      origin: options.staffOrigin,
      operator: prefecture,
      ...(oidc ? { oidc } : {}),
    },
  })
  const plan = createPlanService({
    region,
    database,
    clock,
    enter,
    systems: systems.map(system => ({
      id: system.id,
      title: system.title,
      measures: system.measures,
      open: system.open,
      registers: system.registers,
    })),
    indicators: systems.flatMap(system => system.indicators ?? []),
  })
  const signer = loadSigner({ dataFolder: folder })
  const settings = options.backup ?? backupSettings()
  const backup = createBackupService({
    settings,
    external: Boolean(process.env.DATABASE_URL),
    objects: assembled.services.files.objects,
    dataFolder: folder,
    database,
    clock,
    organisation: prefecture,
    keys: () => keysOf(folder),
    verifiers: () => loadVerifiers(verifierPath(folder)),
    readers: () => assembled.services.registers.all().map(service => recordReader(service.register)),
    files: async (owner, objects) => {
      const { registers } = assembled.services
      const all = registers.all().map(service => service.register)
      const report = await verifyFiles(owner, all, fileStore(objects, secrets), secrets)
      return [...report.findings.map(finding => finding.message.en), ...report.unproven.map(text => text.en)]
    },
    migrations: async () =>
      (await readMigrations(options.migrations ?? migrationsFolder)).map(migration => migration.name),
  })
  const leave = createLeave({
    database,
    registers: assembled.services.registers,
    files: assembled.services.files,
    operator: prefecture,
    verifier: signer.text,
    years: (organisation, register) =>
      assembled.services.settings.value(organisation, retentionSetting(register), dayInJapan(clock.now())),
  })
  const names = async (
    tx: Parameters<EnterInLedger>[0],
    people: readonly string[],
  ): Promise<ReadonlyMap<string, string>> => {
    const rows = await tx<
      { id: string; name: string }[]
    >`select id, name from musubi.person_names(${[...people]}::uuid[])`
    return new Map(rows.map(row => [row.id, row.name]))
  }
  const tasks = systems.flatMap(system => (system.task ? [system.task] : [])).slice(0, 3)
  const titles = systems.flatMap(system => system.registers.map(({ id, title }) => ({ id, title })))
  const menu = [
    ...planMenu,
    ...ledgerMenu,
    ...accessMenu,
    ...backupMenu,
    ...sitesMenu,
    ...leaveMenu,
    ...assembled.menu,
    managementEntry,
  ]
  return {
    services: assembled.services,
    layouts: assembled.layouts,
    quotas: assembled.quotas,
    moving: assembled.moving,
    access,
    backup,
    leave,
    signer,
    logger,
    routes: [
      homeRoute(assembled.services, systems, menu, access.roles),
      managementRoute(menu),
      frontRoute({ region, plan, tasks, search: searchPath }),
      ...aboutRoutes({ region }),
      ...planRoutes({ region, plan }),
      ...accessRoutes(access),
      ...ledgerApiRoutes({ database, clock, verifier: signer.text }),
      ...ledgerPageRoutes({ database, clock, events: allEvents, names, people: peopleLookup, registers: titles }),
      ...backupRoutes(backup, () => clock.now()),
      ...sitesRoutes({ keeper: options.keeper, database, clock, proofDays: settings?.proofDays ?? usualProofDays }),
      ...leaveRoutes({ leave, app: database.app, operator: prefecture }),
      ...assembled.routes,
    ],
    menu,
  }
}
