import { existsSync, readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { OperatorError } from '../base/problem.ts'
import { newId } from '../base/uuid.ts'
import { beginEpoch, destroyAtEnd, destroyEpoch, type EpochLoss, epochLoss } from '../platform/backup/epochs.ts'
import { backupKeysCopied } from '../platform/backup/events.ts'
import { listBases, type Manifest, readManifest } from '../platform/backup/manifest.ts'
import type { ProofReport } from '../platform/backup/prove.ts'
import { epochsIn } from '../platform/backup/sealing/epoch-keys.ts'
import { type KeySeal, openKeys, putMissingKeys, readKeyFiles, sealKeys } from '../platform/backup/sealing/key-copy.ts'
import { backupSettings, settingsFor } from '../platform/backup/settings.ts'
import { insertKeyCopy } from '../platform/backup/store.ts'
import { keyFolder, writeWhole } from '../platform/database/private-file.ts'
import { inTenants } from '../platform/database/transaction.ts'
import { record } from '../platform/ledger/service.ts'
import type { RegionDefinition } from '../platform/region.ts'
import type { SystemDefinition } from '../platform/system.ts'
import type { Built } from './build-platform.ts'
import { passphraseOf } from './passphrase.ts'
import { progress, say } from './terminal.ts'
import { withPlatform } from './with-platform.ts'

export const backupUsage = `musubi backup [--to <place>]                   back up now; a place is a folder or s3://bucket/prefix
  musubi backup list | prove [--json]            what is kept; restore the newest into a scratch place and verify it
  musubi backup keys --to <file> [--recipient <public key>]   a sealed copy of the keys, to be kept apart
  musubi backup keys --from <copy> [--identity <private key>]   put back the keys that are missing here
  musubi backup prune [--keep-days 35] [--keep-monthly 12] [--dry-run]
  musubi backup new-epoch                        seal with a new key from now on
  musubi backup destroy-epoch <n> [--reason <text>] [--at-retention-end]   make what an old key sealed unreadable`

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`

const print = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

const told = (manifest: Manifest): readonly string[] => {
  const size = manifest.files.reduce((sum, file) => sum + file.size, 0)
  return [
    `backup ${manifest.id}: database ${megabytes(size)}, ${manifest.bytes.fresh} of ${manifest.bytes.chunks} contents were new, ${megabytes(manifest.bytes.written)} written, ${manifest.uploads.length} uploaded files, ledger ${manifest.ledger.size} entries, key epoch ${manifest.epoch}`,
    'The repository alone is useless without the keys: keep a copy of them apart ("musubi backup keys --to <file>").',
  ]
}

const makeBase = async ({ backup }: Built): Promise<number> => {
  for (const line of told(await backup.base(progress))) print(line)
  return 0
}

const list = async ({ backup }: Built, asJson: boolean): Promise<number> => {
  const vault = await (await backup.open()).vault()
  for (const { id, epoch, readable } of await listBases(vault)) {
    const manifest = readable ? await readManifest(vault, epoch, id) : undefined
    const size = manifest?.files.reduce((sum, file) => sum + file.size, 0) ?? 0
    if (asJson) print(JSON.stringify({ id, epoch, readable, stoppedAt: manifest?.stoppedAt ?? null, bytes: size }))
    else print(`${id}  epoch ${epoch}  ${manifest ? megabytes(size) : 'its key was destroyed or is not here'}`)
  }
  return 0
}

const printProof = (report: ProofReport): void => {
  print(
    report.good
      ? `proven: backup ${report.backup} restores in ${report.seconds} s: ${report.rows} rows of ${report.tables} tables as counted, ${report.ledger} ledger entries and all registers verified, ${report.uploads} uploaded files read; it reaches up to ${report.moment}`
      : `NOT PROVEN: backup ${report.backup || '(none)'}`,
  )
  for (const problem of report.problems) print(`  ${problem}`)
}

const proveNow = async ({ backup }: Built, asJson: boolean): Promise<number> => {
  const report = await backup.prove(progress)
  if (asJson) print(JSON.stringify(report))
  else printProof(report)
  return report.good ? 0 : 1
}

const sealFrom = async (recipient: string | undefined): Promise<KeySeal> =>
  recipient === undefined
    ? { kind: 'passphrase', passphrase: await passphraseOf('Passphrase for the copy of the keys: ', true) }
    : { kind: 'public key', publicKey: readFileSync(recipient, 'utf8') }

const copyKeys = async (built: Built, folder: string, to: string | undefined, recipient: string | undefined) => {
  if (to === undefined) throw new OperatorError('Say where the copy of the keys goes: musubi backup keys --to <file>.')
  if (existsSync(to)) throw new OperatorError(`${to} is there already: name a new file.`)
  const { clock, database, system } = built.services
  const seal = await sealFrom(recipient)
  const files = readKeyFiles(keyFolder(folder))
  writeWhole(to, sealKeys(files, seal), 0o600)
  const id = newId()
  const epochs = epochsIn(files)
  await inTenants(database.owner, [system.organisation], async tx => {
    await insertKeyCopy(tx, {
      id,
      at: clock.now().toISOString(),
      place: to,
      epochs: [...epochs],
      sealedWith: seal.kind,
    })
    const body = { copy: id, keys: Object.keys(files), sealed: seal.kind }
    await record(tx, { event: backupKeysCopied, tenant: system.organisation, actor: null, body }, clock.now())
  })
  print(
    `${Object.keys(files).length} keys copied to ${to}, sealed with a ${seal.kind}. Keep it apart from the backups, and remember that it opens every backup of the epochs ${epochs.join(', ') || '(none yet)'}.`,
  )
  return 0
}

/** Needs no database: a platform whose keys are missing does not start. */
const putBack = async (folder: string, from: string, identity: string | undefined): Promise<number> => {
  if (!existsSync(from)) throw new OperatorError(`There is no copy of the keys at ${from}.`)
  const opener =
    identity === undefined
      ? ({ kind: 'passphrase', passphrase: await passphraseOf('Passphrase of the copy of the keys: ', false) } as const)
      : ({ kind: 'private key', privateKey: readFileSync(identity, 'utf8') } as const)
  const names = putMissingKeys(openKeys(readFileSync(from, 'utf8'), opener), keyFolder(folder))
  print(names.length ? `put back: ${names.join(', ')}` : 'Nothing was missing; what is there was not touched.')
  return 0
}

const lossLines = (loss: EpochLoss): readonly string[] => [
  `Destroying epoch ${loss.epoch} makes unreadable: ${loss.bases.length} backups, ${loss.objects} objects, ${megabytes(loss.bytes)}.`,
  loss.from === undefined
    ? 'It has no backup of its own.'
    : `Moments from ${loss.from} to before ${loss.until} can then no longer be restored:`,
  ...loss.bases.map(id => `  ${id}`),
  ...(loss.copies.length > 0
    ? [
        'These copies of the keys still open it, and must be destroyed too:',
        ...loss.copies.map(copy => `  ${copy.at}  ${copy.place}`),
      ]
    : []),
]

const destroy = async (built: Built, number: string | undefined, reason: string | undefined, atEnd: boolean) => {
  const epoch = Number(number)
  if (!Number.isInteger(epoch) || epoch < 1)
    throw new OperatorError('Say which epoch: musubi backup destroy-epoch <n> --reason <text>.')
  const { backup } = built
  const opened = await backup.open()
  const vault = await opened.vault()
  const loss = await epochLoss(vault, built.services.database.owner, epoch)
  for (const line of lossLines(loss)) print(line)
  if (!reason) {
    print('Nothing was destroyed. To do it, say why: --reason <text>.')
    return 2
  }
  if (atEnd) {
    await destroyAtEnd(backup.epochOptions(), vault, epoch, reason)
    print(`The key of epoch ${epoch} will be destroyed when retention has removed its last backup.`)
    return 0
  }
  await opened.alone(() => destroyEpoch(backup.epochOptions(), vault, loss, reason))
  print(`The key of epoch ${epoch} was destroyed.`)
  return 0
}

const newEpoch = async (built: Built): Promise<number> => {
  const { backup } = built
  const opened = await backup.open()
  const epoch = await beginEpoch(backup.epochOptions(), await opened.vault())
  print(`Key epoch ${epoch} begins with a full backup.`)
  const code = await makeBase(built)
  print('Make a new copy of the keys: the older ones do not open this epoch.')
  return code
}

const count = (text: string | undefined, usual: number, option: string): number => {
  if (text === undefined) return usual
  if (!/^\d{1,4}$/.test(text)) throw new OperatorError(`${option} takes a whole number, not "${text}".`)
  return Number(text)
}

const pruneNow = async ({ backup }: Built, days: number, monthly: number, dryRun: boolean): Promise<number> => {
  const { kept, removed, objects, bytes, destroyed } = await backup.prune({ days, monthly }, dryRun)
  print(
    `${dryRun ? 'would remove' : 'removed'} ${removed.length} backups, ${objects} objects, ${megabytes(bytes)}; ${kept.length} backups stay`,
  )
  for (const epoch of destroyed)
    print(`The key of epoch ${epoch} was destroyed: retention had removed its last backup.`)
  return 0
}

/** `musubi backup …` @throws OperatorError */
export const backupCommand = async (
  parameters: readonly string[],
  region: RegionDefinition,
  systems: readonly SystemDefinition[],
  folder: string,
): Promise<number> => {
  const { values, positionals } = parseArgs({
    args: [...parameters],
    allowPositionals: true,
    options: {
      to: { type: 'string' },
      json: { type: 'boolean', default: false },
      recipient: { type: 'string' },
      from: { type: 'string' },
      identity: { type: 'string' },
      reason: { type: 'string' },
      'at-retention-end': { type: 'boolean', default: false },
      'keep-days': { type: 'string' },
      'keep-monthly': { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
    },
  })
  const [what = 'base', number] = positionals
  if (what === 'keys' && values.from !== undefined) return putBack(folder, values.from, values.identity)
  const settings = values.to && what !== 'keys' ? settingsFor(values.to) : backupSettings()
  const work = (built: Built): Promise<number> => {
    switch (what) {
      case 'base':
        return makeBase(built)
      case 'list':
        return list(built, values.json)
      case 'prove':
        return proveNow(built, values.json)
      case 'keys':
        return copyKeys(built, folder, values.to, values.recipient)
      case 'new-epoch':
        return newEpoch(built)
      case 'destroy-epoch':
        return destroy(built, number, values.reason, values['at-retention-end'])
      case 'prune': {
        const days = count(values['keep-days'], settings?.keepDays ?? 35, '--keep-days')
        const monthly = count(values['keep-monthly'], settings?.keepMonthly ?? 12, '--keep-monthly')
        return pruneNow(built, days, monthly, values['dry-run'])
      }
      default:
        say(`musubi: "musubi backup" does not know "${what}"; "musubi help" lists what there is.`)
        return Promise.resolve(2)
    }
  }
  return withPlatform(
    region,
    systems,
    folder,
    async built => {
      try {
        return await work(built)
      } finally {
        await built.backup.stop()
      }
    },
    settings,
  )
}
