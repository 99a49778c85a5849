import { existsSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { systemClock } from '../base/clock.ts'
import { OperatorError } from '../base/problem.ts'
import { organisationId } from '../platform/access/keys.ts'
import { openRepository } from '../platform/backup/repository/open.ts'
import type { RestoreTarget } from '../platform/backup/restore/plan.ts'
import { type Restored, refuseFullFolder, restore } from '../platform/backup/restore/restore.ts'
import { openKeys, putKeys, readKeyFiles } from '../platform/backup/sealing/key-copy.ts'
import { openVault } from '../platform/backup/vault.ts'
import { readMigrations } from '../platform/database/migration-file.ts'
import { keyFolder } from '../platform/database/private-file.ts'
import type { RegionDefinition } from '../platform/region.ts'
import { openObjects } from './build-platform.ts'
import { migrationsFolder } from './open-database.ts'
import { organisationsOf } from './organisations.ts'
import { passphraseOf } from './passphrase.ts'
import { progress, say } from './terminal.ts'

export const restoreUsage =
  'musubi restore --from <place> --keys <file or folder> --data <empty folder> [--to-time 2026-11-23T10:00+09:00 | --to-backup <id>] [--identity <private key>]'

const targetOf = (time: string | undefined, base: string | undefined): RestoreTarget => {
  if (time !== undefined && base !== undefined) throw new OperatorError('Give --to-time or --to-backup, not both.')
  if (base !== undefined) return { kind: 'base', id: base }
  if (time === undefined) return { kind: 'newest' }
  // Without a zone the same text would be another moment on another machine.
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(time) || Number.isNaN(Date.parse(time)))
    throw new OperatorError(`--to-time ${time} is not a moment: write it with its zone, like 2026-11-23T10:00+09:00.`)
  return { kind: 'time', at: new Date(time) }
}

const keyFiles = async (place: string, identity: string | undefined): Promise<Readonly<Record<string, string>>> => {
  if (!existsSync(place)) throw new OperatorError(`There are no keys at ${place}.`)
  if (statSync(place).isDirectory()) return readKeyFiles(place)
  const text = readFileSync(place, 'utf8')
  if (identity !== undefined) return openKeys(text, { kind: 'private key', privateKey: readFileSync(identity, 'utf8') })
  return openKeys(text, {
    kind: 'passphrase',
    passphrase: await passphraseOf('Passphrase of the copy of the keys: ', false),
  })
}

const told = ({ base, moment, uploads, ledger, seconds }: Restored, folder: string): readonly string[] => [
  `restored backup ${base} into ${folder} in ${seconds.toFixed(1)} s`,
  `  last change: ${moment}`,
  `  uploaded files: ${uploads}`,
  `  ledger: ${ledger.size} entries`,
  ...(ledger.cut
    ? [
        `  The log ${ledger.cut.origin} was cut at ${ledger.cut.size} entries: what it had signed beyond, up to ${ledger.cut.signed}, no longer counts. It goes on as ${ledger.cut.continues} with a new key: copy the keys again, and hand the new ledger.pub to your supervisors.`,
      ]
    : []),
  'Start it with MUSUBI_DATA naming this folder; "musubi verify" proves ledger and registers.',
]

/** `musubi restore` @throws OperatorError */
export const restoreCommand = async (parameters: readonly string[], region: RegionDefinition): Promise<number> => {
  const { values } = parseArgs({
    args: [...parameters],
    options: {
      from: { type: 'string' },
      keys: { type: 'string' },
      data: { type: 'string' },
      'to-time': { type: 'string' },
      'to-backup': { type: 'string' },
      identity: { type: 'string' },
    },
  })
  const { from, keys, data } = values
  if (!from || !keys || !data) throw new OperatorError(`A restore needs three places: ${restoreUsage}`)
  const target = targetOf(values['to-time'], values['to-backup'])
  const folder = resolve(data)
  const hadKeys = existsSync(keyFolder(folder))
  refuseFullFolder(folder)
  const files = await keyFiles(keys, values.identity)
  mkdirSync(folder, { recursive: true })
  const before = hadKeys ? undefined : keyFolder(folder)
  try {
    putKeys(files, keyFolder(folder))
    const restored = await restore({
      vault: await openVault({ repository: await openRepository(from), keyFolder: keyFolder(folder) }),
      folder,
      target,
      migrations: (await readMigrations(migrationsFolder)).map(migration => migration.name),
      organisation: organisationId(organisationsOf(region, systemClock).prefecture.key),
      objects: () => openObjects(folder),
      clock: systemClock,
      log: say,
      progress,
    })
    for (const line of told(restored, folder)) process.stdout.write(`${line}\n`)
    return 0
  } catch (error) {
    if (before !== undefined) rmSync(before, { recursive: true, force: true })
    throw error
  }
}
