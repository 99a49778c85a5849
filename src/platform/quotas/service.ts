import { type Bilingual, fill } from '../../base/bilingual.ts'
import { type Clock, dayInJapan } from '../../base/clock.ts'
import { formatInteger } from '../../base/number.ts'
import { InputError } from '../../base/problem.ts'
import type { Database } from '../database/connection.ts'
import type { Secrets } from '../database/secrets.ts'
import { type FileStore, sha256Of } from '../files/store.ts'
import type { Register } from '../registers/register.ts'
import type { Room } from '../registers/room.ts'
import { fileReferences } from '../registers/stored-files/references.ts'
import type { SettingsService } from '../settings/service.ts'
import { placesHeld, takePlace } from './places.ts'
import { quotaExports, quotaFiles, quotaImports, quotaRecords, quotaWaiting, usualPlaces } from './settings.ts'
import { showBytes } from './size.ts'
import {
  addDeltas,
  countAllRecords,
  countRecords,
  type Delta,
  filesKey,
  putFiles,
  recordsKey,
  type Usage,
  usageOf,
} from './store.ts'

/** Milliseconds for which the figure of an organisation is remembered: other processes add to it in between. */
const fresh = 5_000
const megabyte = 1_000_000

export interface QuotaView {
  readonly usage: Usage
  readonly limits: {
    readonly records: number | null
    readonly fileBytes: number | null
    readonly imports: number
    readonly exports: number
    readonly waiting: number
  }
  /** Under way now, in all processes. */
  readonly imports: number
  readonly exports: number
}

export interface QuotaService {
  /** For the registers. */
  readonly room: Room
  /** A file store that keeps each organisation within its bytes. */
  guard(files: FileStore): FileStore
  view(organisation: string): Promise<QuotaView>
  /** Keeps what this process wrote since the last time; called every few seconds. */
  flush(): Promise<void>
  /** Counts the files of all organisations unless that was ever done: after an upgrade, or at the first start. */
  countFirst(files: FileStore): Promise<void>
  /** Counts everything anew: what a killed process did not keep is put right. For the nightly job. */
  recount(files: FileStore): Promise<void>
}

export interface QuotaParts {
  readonly database: Database
  readonly clock: Clock
  readonly settings: SettingsService
  readonly registers: () => readonly Register[]
  readonly secrets: Secrets
  /** Milliseconds that only grow. */
  readonly now?: () => number
}

const whoMayChange: Bilingual = {
  ja: '上限は、プラットフォームを運営する団体の利用者管理者が「団体ごとの設定」で変更できます。',
  en: 'Administrators of the body that runs the platform can change the limit under “Settings of organisations”.',
}

const refusal = (text: Bilingual, values: Readonly<Record<string, string>>): InputError => {
  const { ja, en } = fill(text, values)
  return new InputError([{ message: { ja: `${ja}${whoMayChange.ja}`, en: `${en} ${whoMayChange.en}` } }])
}

const tooManyRecords: Bilingual = {
  ja: '記録の数が、この団体の上限を超えます（現在 {used}件、この操作で {more}件増え、上限は {limit}件です）。記録されていません。',
  en: 'This would pass the organisation’s limit of records: it has {used}, {more} would come, and the limit is {limit}. Nothing was recorded.',
}
const tooManyBytes: Bilingual = {
  ja: 'ファイルの容量が、この団体の上限を超えます（現在 {used}、このファイルは {more}、上限は {limit}です）。ファイルは保管されていません。',
  en: 'This would pass the organisation’s limit of file sizes: it has {used}, this file has {more}, and the limit is {limit}. The file was not kept.',
}
const tooManyImports: Bilingual = {
  ja: 'この団体の取込が、すでに {limit}件動いています（同時にできる取込の上限）。終わってから、もう一度お試しください。',
  en: 'The organisation has {limit} imports under way, which is its limit. Please try again when one has ended.',
}
const tooManyExports: Bilingual = {
  ja: 'この団体の出力が、すでに {limit}件動いています（同時にできる出力の上限）。終わってから、もう一度お試しください。',
  en: 'The organisation has {limit} exports under way, which is its limit. Please try again when one has ended.',
}

export const createQuotas = (parts: QuotaParts): QuotaService => {
  const { database, clock, settings, registers, now = () => performance.now() } = parts
  const { app } = database
  const known = new Map<string, { readonly at: number; readonly usage: Promise<Usage> }>()
  /** What this process wrote and has not kept yet, by organisation and kind. */
  let pending = new Map<string, Map<string, number>>()

  const today = () => dayInJapan(clock.now())
  const totalOf = (usage: Usage) => [...usage.records.values()].reduce((sum, count) => sum + count, 0)
  const ownRecords = (tenant: string) =>
    [...(pending.get(tenant) ?? [])].reduce((sum, [what, amount]) => (what === filesKey ? sum : sum + amount), 0)
  const ownBytes = (tenant: string) => pending.get(tenant)?.get(filesKey) ?? 0

  const countNow = async (tenant: string, files: number | null): Promise<Usage> => {
    const mine = pending.get(tenant)
    // What this process wrote is in the count.
    for (const what of [...(mine?.keys() ?? [])]) if (what !== filesKey) mine?.delete(what)
    const at = clock.now()
    const records = await countRecords(app, registers(), tenant, at)
    return { records, files, countedAt: at.toISOString() }
  }
  const remember = (tenant: string, usage: Promise<Usage>): Promise<Usage> => {
    known.set(tenant, { at: now(), usage })
    usage.catch(() => known.delete(tenant))
    return usage
  }
  const usageNow = (tenant: string): Promise<Usage> => {
    const found = known.get(tenant)
    if (found && now() - found.at < fresh) return found.usage
    return remember(
      tenant,
      usageOf(app, tenant).then(usage => usage ?? countNow(tenant, null)),
    )
  }
  const note = (tenant: string, what: string, amount: number): void => {
    const mine = pending.get(tenant) ?? new Map<string, number>()
    pending.set(tenant, mine)
    mine.set(what, (mine.get(what) ?? 0) + amount)
  }

  const room: Room = {
    async forRows(more) {
      for (const [tenant, rows] of more) {
        const limit = await settings.value(tenant, quotaRecords, today())
        if (limit === null) continue
        const kept = await usageNow(tenant)
        if (totalOf(kept) + ownRecords(tenant) + rows <= limit) continue
        // Nobody is refused by a figure that is a little wrong: before that everything is counted, at most every few seconds.
        const exact = await remember(tenant, countNow(tenant, kept.files))
        const used = totalOf(exact) + ownRecords(tenant)
        if (used + rows <= limit) continue
        throw refusal(tooManyRecords, {
          used: formatInteger(used),
          more: formatInteger(rows),
          limit: formatInteger(limit),
        })
      }
    },
    wrote(changes) {
      for (const { tenant, register, rows } of changes) note(tenant, recordsKey(register), rows)
    },
    async begin(tx, act, what) {
      const { organisation } = act.actor
      const limit =
        what === 'import'
          ? ((await settings.value(organisation, quotaImports, today())) ?? usualPlaces.imports)
          : ((await settings.value(organisation, quotaExports, today())) ?? usualPlaces.exports)
      if (!(await takePlace(tx, what, organisation, limit)))
        throw refusal(what === 'import' ? tooManyImports : tooManyExports, { limit: formatInteger(limit) })
    },
  }

  const roomForFile = async (tenant: string, bytes: number): Promise<void> => {
    const limit = await settings.value(tenant, quotaFiles, today())
    if (limit === null) return
    const used = ((await usageNow(tenant)).files ?? 0) + ownBytes(tenant)
    if (used + bytes > limit * megabyte)
      throw refusal(tooManyBytes, {
        used: showBytes(used),
        more: showBytes(bytes),
        limit: showBytes(limit * megabyte),
      })
  }

  const flush = async (): Promise<void> => {
    const kept = pending
    pending = new Map()
    const deltas: Delta[] = [...kept].flatMap(([tenant, amounts]) =>
      [...amounts].filter(([, amount]) => amount !== 0).map(([what, amount]) => ({ tenant, what, amount })),
    )
    try {
      await addDeltas(app, deltas, clock.now())
      for (const tenant of kept.keys()) known.delete(tenant)
    } catch (error) {
      for (const { tenant, what, amount } of deltas) note(tenant, what, amount)
      throw error
    }
  }

  const recount = async (files: FileStore): Promise<void> => {
    // What was written before is in the count, and must not be added once more after it.
    await flush()
    const at = clock.now()
    await countAllRecords(database.owner, registers(), at)
    const sizes = new Map<string, number>()
    for await (const { name, size } of files.objects.list()) sizes.set(name, size)
    const bytes = await database.owner.begin('isolation level repeatable read read only', async tx => {
      const found = new Map<string, number>()
      const seen = new Set<string>()
      for await (const { tenant, sha256 } of fileReferences(tx, registers(), parts.secrets)) {
        if (sha256 === null || seen.has(`${tenant} ${sha256}`)) continue
        seen.add(`${tenant} ${sha256}`)
        const name = files.seal.names(sha256, tenant).find(one => sizes.has(one))
        if (name !== undefined) found.set(tenant, (found.get(tenant) ?? 0) + (sizes.get(name) ?? 0))
      }
      return found
    })
    await putFiles(database.owner, bytes, at)
    known.clear()
  }

  return {
    room,
    guard: files => ({
      ...files,
      async put(bytes, tenant) {
        if (tenant === undefined) return files.put(bytes)
        const [name] = files.seal.names(sha256Of(bytes), tenant)
        const isKept = name !== undefined && (await files.objects.look(name)) !== null
        if (!isKept) await roomForFile(tenant, bytes.byteLength)
        const sha256 = await files.put(bytes, tenant)
        if (!isKept) note(tenant, filesKey, bytes.byteLength)
        return sha256
      },
    }),
    async view(organisation) {
      const [kept, records, megabytes, imports, exports, waiting, held] = await Promise.all([
        usageNow(organisation),
        settings.value(organisation, quotaRecords, today()),
        settings.value(organisation, quotaFiles, today()),
        settings.value(organisation, quotaImports, today()),
        settings.value(organisation, quotaExports, today()),
        settings.value(organisation, quotaWaiting, today()),
        placesHeld(app, organisation),
      ])
      const own = pending.get(organisation)
      const all = new Map(kept.records)
      for (const [what, amount] of own ?? [])
        if (what !== filesKey) {
          const register = what.slice('records/'.length)
          all.set(register, Math.max(0, (all.get(register) ?? 0) + amount))
        }
      return {
        usage: { ...kept, records: all, files: kept.files === null ? null : kept.files + ownBytes(organisation) },
        limits: {
          records,
          fileBytes: megabytes === null ? null : megabytes * megabyte,
          imports: imports ?? usualPlaces.imports,
          exports: exports ?? usualPlaces.exports,
          waiting: waiting ?? usualPlaces.waiting,
        },
        ...held,
      }
    },
    flush,
    async countFirst(files) {
      const [counted] = await database.owner`select 1 from musubi.usage where what = ${filesKey} limit 1`
      if (!counted) await recount(files)
    },
    recount,
  }
}
