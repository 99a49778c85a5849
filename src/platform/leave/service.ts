import { addYears } from '../../base/calendar/days.ts'
import { dayInJapan } from '../../base/clock.ts'
import { ConflictError, InputError, NotFoundError, RefusedError } from '../../base/problem.ts'
import { newId } from '../../base/uuid.ts'
import { type Act, may } from '../access/actor.ts'
import type { Database, Transaction } from '../database/connection.ts'
import { inTenants } from '../database/transaction.ts'
import type { FileStore } from '../files/store.ts'
import type { LedgerEntryInput } from '../ledger/definition.ts'
import { erasureBegun } from '../ledger/erasure.ts'
import { record } from '../ledger/service.ts'
import type { RegisterDefinition } from '../registers/definition.ts'
import type { Register } from '../registers/register.ts'
import type { Registers } from '../registers/registers.ts'
import type { DepartureRow, DepartureState, RetainedRegister } from './departure.ts'
import { eraseFiles, eraseRows, filesOf } from './erase.ts'
import { departureStep, looks, tenantErased, tenantExported } from './events.ts'
import { type Exported, exportTenant, registersWithRows } from './export.ts'
import { tablesOf, writeAnew } from './traces.ts'

export const permissionToLeave = 'tenants.leave'

export interface LeaveService {
  list(act: Act): Promise<readonly DepartureRow[]>
  get(act: Act, id: string): Promise<DepartureRow>
  /** The open one of a body, for the command. */
  openOf(act: Act, leaving: string): Promise<DepartureRow>
  retained(act: Act, departure: DepartureRow): Promise<readonly RetainedRegister[]>
  begin(act: Act, leaving: string): Promise<string>
  stop(act: Act, id: string): Promise<void>
  decide(act: Act, id: string, register: string, decision: 'handed-over' | 'kept', receipt: string): Promise<void>
  export(act: Act, id: string, folder: string): Promise<Exported>
  /** @param manifest SHA-256 of the list of checksums, as the receiver found it */
  check(act: Act, id: string, manifest: string): Promise<void>
  /** By somebody else than who began, and than who checked. */
  confirm(act: Act, id: string): Promise<void>
  /** Erases what was confirmed; what was interrupted is run again. @returns false while registers are kept */
  erase(act: Act, id: string): Promise<boolean>
  /** Writes the tables anew from which rows were erased. @returns how many are left, because they were in use or rows may still be seen */
  removeTraces(act: Act, id: string): Promise<number>
}

export interface LeaveParts {
  readonly database: Database
  readonly registers: Registers
  readonly files: FileStore
  /** The body that runs the platform; its people carry departures through. */
  readonly operator: string
  readonly verifier: string
  /** For how many years a body keeps a register under retention; default: what the register declares. */
  readonly years?: (organisation: string, register: RegisterDefinition) => Promise<number | null>
  /** Rows of one transaction; smaller in tests. */
  readonly chunk?: number
}

const conflict = (ja: string, en: string) => new ConflictError({ ja, en })
const wrong = (field: string, ja: string, en: string) => new InputError([{ field, message: { ja, en } }])

export const createLeave = (parts: LeaveParts): LeaveService => {
  const { database, registers, files, operator } = parts
  const { app, owner } = database
  const all = (): readonly Register[] => registers.all().map(service => service.register)
  const allowed = (act: Act): void => {
    if (!may(act.actor, permissionToLeave) || act.actor.organisation !== operator)
      throw new RefusedError(permissionToLeave)
  }
  const inOperator = <T>(work: (tx: Transaction) => Promise<T>, leaving: string[] = []): Promise<T> =>
    inTenants(app, [operator, ...leaving], work)
  const select = async (tx: Transaction, id: string, lock = false): Promise<DepartureRow> => {
    const [row] = await tx<DepartureRow[]>`
      select d.*, o.name_ja, o.name_en from musubi.departure d join musubi.organisation o on o.id = d.leaving
      where d.id = ${id} ${lock ? tx`for update of d` : tx``}`
    if (!row) throw new NotFoundError('departure')
    return row
  }
  const mustBe = (row: DepartureRow, ...states: readonly DepartureState[]): void => {
    if (!states.includes(row.state))
      throw conflict(
        'この手続は、いまその段階ではありません。画面を開き直して確かめてください。',
        'The departure is not at that step now; open the page again.',
      )
  }
  const enter = async (
    tx: Transaction,
    act: Act,
    row: Pick<DepartureRow, 'id' | 'leaving'>,
    step: string,
    more: LedgerEntryInput['body'] = {},
  ): Promise<void> => {
    await record(
      tx,
      {
        event: departureStep,
        tenant: operator,
        actor: act.actor.person,
        ...(act.reason ? { reason: act.reason } : {}),
        body: { departure: row.id, leaving: row.leaving, step, ...more },
      },
      act.clock.now(),
    )
  }
  const retainedOf = async (row: DepartureRow): Promise<readonly RetainedRegister[]> => {
    const under = all().filter(register => register.definition.retention !== undefined)
    const held = await registersWithRows(owner, under, row.leaving)
    const decisions = await owner<{ register: string; decision: 'handed-over' | 'kept'; receipt: string | null }[]>`
      select register, decision, receipt from musubi.departure_retention where departure = ${row.id}`
    return Promise.all(
      held.flatMap(register => {
        const { retention, title } = register.definition
        if (!retention) return []
        const decided = decisions.find(one => one.register === register.id)
        const youngest = async () => {
          const [last] = await owner<{ day: string }[]>`
            select (max(at) at time zone 'Asia/Tokyo')::date::text as day from ${owner(`history.${register.table}`)}
            where tenant = ${row.leaving}`
          const years = (await parts.years?.(row.leaving, register.definition)) ?? retention.years
          return {
            id: register.id,
            title,
            years,
            basis: retention.basis,
            until: addYears(last?.day ?? dayInJapan(new Date(row.begun_at)), years),
            decision: decided?.decision ?? null,
            receipt: decided?.receipt ?? null,
          }
        }
        return [youngest()]
      }),
    )
  }
  /** What was written after the export is not in it: erasing would lose it. */
  const complete = async (row: DepartureRow): Promise<void> => {
    const [later] = await owner<{ n: string }[]>`
      select count(*) as n from ledger.entry where tenant = ${row.leaving} and at > ${row.exported_at}
        and event not like 'departure.%' and event not like 'session.%' and not (event = any (${looks}::text[]))`
    if (Number(later?.n ?? 0) > 0)
      throw conflict(
        `出力した後に、この団体で${later?.n ?? ''}件の登録や変更がありました。もう一度出力してください。`,
        `After the export ${later?.n ?? ''} things were entered or changed. Export again.`,
      )
  }
  const settled = async (row: DepartureRow): Promise<void> => {
    const open = (await retainedOf(row)).filter(one => one.decision === null)
    if (open.length)
      throw conflict(
        `法令で保存が義務づけられている台帳の扱いが決まっていません：${open.map(one => one.title.ja).join('、')}`,
        `Not decided yet what becomes of registers under legal retention: ${open.map(one => one.title.en).join(', ')}`,
      )
  }

  return {
    list: async act => {
      allowed(act)
      return inOperator(
        tx => tx<DepartureRow[]>`
          select d.*, o.name_ja, o.name_en from musubi.departure d join musubi.organisation o on o.id = d.leaving
          order by d.begun_at desc`,
      )
    },
    get: async (act, id) => {
      allowed(act)
      return inOperator(tx => select(tx, id))
    },
    openOf: async (act, leaving) => {
      allowed(act)
      const [found] = await inOperator(
        tx => tx<{ id: string }[]>`
          select id from musubi.departure where leaving = ${leaving} and state not in ('erased', 'stopped')`,
      )
      if (!found) throw new NotFoundError('departure')
      return inOperator(tx => select(tx, found.id))
    },
    retained: async (act, row) => {
      allowed(act)
      return retainedOf(row)
    },
    begin: async (act, leaving) => {
      allowed(act)
      if (!act.reason?.trim()) throw wrong('reason', '退去の理由（協定、議決など）を入力してください。', 'Say why.')
      const id = newId()
      await inOperator(async tx => {
        const [body] = await tx`
          select 1 from musubi.organisation where id = ${leaving} and id = tenant and id <> ${operator}`
        if (!body) throw wrong('leaving', '退去する団体を選んでください。', 'Choose the body that leaves.')
        const [open] = await tx`
          select 1 from musubi.departure where leaving = ${leaving} and state not in ('erased', 'stopped')`
        if (open) throw wrong('leaving', 'この団体の手続はすでに始まっています。', 'Its departure has begun already.')
        await tx`
          insert into musubi.departure (tenant, id, leaving, state, reason, begun_at, begun_by, begun_by_name)
          values (${operator}, ${id}, ${leaving}, 'begun', ${act.reason?.trim() ?? ''}, ${act.clock.now().toISOString()},
            ${act.actor.person}, ${act.actor.name})`
        await enter(tx, act, { id, leaving }, 'begun')
      })
      return id
    },
    stop: async (act, id) => {
      allowed(act)
      await inOperator(async tx => {
        const row = await select(tx, id, true)
        mustBe(row, 'begun', 'exported', 'checked', 'confirmed')
        await tx`update musubi.departure set state = 'stopped' where id = ${id}`
        await enter(tx, act, row, 'stopped')
      })
    },
    decide: async (act, id, register, decision, receipt) => {
      allowed(act)
      const row = await inOperator(tx => select(tx, id))
      mustBe(row, 'begun', 'exported', 'checked', 'partly')
      const found = (await retainedOf(row)).find(one => one.id === register)
      if (!found) throw new NotFoundError('register')
      if (decision === 'handed-over' && !receipt.trim())
        throw wrong(
          `receipt.${register}`,
          '引き渡した日、相手、受領書の番号などを入力してください。',
          'Say when, to whom, and the number of the receipt.',
        )
      // Who decided to keep erased nothing; who handed over cannot take it back once the rows are gone.
      await inOperator(async tx => {
        await tx`
          insert into musubi.departure_retention
            (tenant, departure, register, decision, receipt, decided_at, decided_by, decided_by_name)
          values (${operator}, ${id}, ${register}, ${decision}, ${receipt.trim() || null}, ${act.clock.now().toISOString()},
            ${act.actor.person}, ${act.actor.name})
          on conflict (tenant, departure, register) do update set decision = excluded.decision,
            receipt = excluded.receipt, decided_at = excluded.decided_at, decided_by = excluded.decided_by,
            decided_by_name = excluded.decided_by_name`
        // What is newly handed over must be confirmed anew before it is erased.
        if (row.state === 'partly') await tx`update musubi.departure set state = 'checked' where id = ${id}`
        await enter(tx, act, row, 'retention', { register, decision })
      })
    },
    export: async (act, id, folder) => {
      allowed(act)
      const row = await inOperator(tx => select(tx, id))
      mustBe(row, 'begun', 'exported', 'checked')
      const retained = (await retainedOf(row)).map(one => one.id)
      const exported = await exportTenant({
        owner,
        registers,
        files,
        name: row.name_ja,
        tenant: row.leaving,
        at: act.clock.now(),
        verifier: parts.verifier,
        folder,
        retained,
      })
      const rows = Object.values(exported.tables).reduce((sum, one) => sum + one, 0)
      await inOperator(
        async tx => {
          await tx`
            update musubi.departure set state = 'exported', exported_at = ${act.clock.now().toISOString()},
              manifest = ${exported.manifest}, rows = ${rows}, checked_at = null, checked_by = null,
              checked_by_name = null where id = ${id}`
          // Of the body too: its auditors see that everything of theirs was given out.
          for (const tenant of [operator, row.leaving])
            await record(
              tx,
              {
                event: tenantExported,
                tenant,
                actor: act.actor.person,
                body: { departure: id, manifest: exported.manifest, rows, files: exported.files },
              },
              act.clock.now(),
            )
        },
        [row.leaving],
      )
      return exported
    },
    check: async (act, id, manifest) => {
      allowed(act)
      await inOperator(async tx => {
        const row = await select(tx, id, true)
        mustBe(row, 'exported')
        if (row.manifest !== manifest.trim().toLowerCase())
          throw wrong(
            'manifest',
            '出力のときの値と一致しません。受け取ったフォルダーの sha256sums の SHA-256 を確かめてください。',
            'It is not what was exported: look at the SHA-256 of sha256sums in the folder that was received.',
          )
        await tx`
          update musubi.departure set state = 'checked', checked_at = ${act.clock.now().toISOString()},
            checked_by = ${act.actor.person}, checked_by_name = ${act.actor.name} where id = ${id}`
        await enter(tx, act, row, 'checked')
      })
    },
    confirm: async (act, id) => {
      allowed(act)
      const row = await inOperator(tx => select(tx, id))
      mustBe(row, 'checked')
      await settled(row)
      await complete(row)
      if (act.actor.person === null || [row.begun_by, row.checked_by].includes(act.actor.person))
        throw conflict(
          '手続を始めた人と照合した人は、消去を承認できません。別の責任者に依頼してください。',
          'Who began or checked cannot confirm the erasure; ask another person.',
        )
      await inOperator(async tx => {
        mustBe(await select(tx, id, true), 'checked')
        await tx`
          update musubi.departure set state = 'confirmed', confirmed_at = ${act.clock.now().toISOString()},
            confirmed_by = ${act.actor.person}, confirmed_by_name = ${act.actor.name} where id = ${id}`
        await enter(tx, act, row, 'confirmed')
      })
    },
    erase: async (act, id) => {
      allowed(act)
      const row = await inOperator(tx => select(tx, id))
      mustBe(row, 'confirmed', 'erasing')
      await settled(row)
      const keeping = (await retainedOf(row)).filter(one => one.decision === 'kept').map(one => one.id)
      const erasing = all().filter(register => !keeping.includes(register.id))
      if (row.state === 'confirmed') {
        await complete(row)
        const addresses = await filesOf(owner, all(), registers.tools.secrets, row.leaving, keeping)
        const traces = [...new Set([...row.traces, ...(await tablesOf(owner, row.leaving))])]
        await inOperator(
          async tx => {
            await tx`
              update musubi.departure set state = 'erasing', files = ${addresses}::text[], traces = ${traces}::text[],
                traces_gone_at = null where id = ${id}`
            await record(
              tx,
              {
                event: erasureBegun,
                tenant: row.leaving,
                actor: row.confirmed_by,
                body: {
                  departure: id,
                  registers: erasing.map(register => register.id),
                  checkedBy: row.checked_by,
                  confirmedBy: row.confirmed_by,
                  manifest: row.manifest,
                },
              },
              act.clock.now(),
            )
          },
          [row.leaving],
        )
      }
      const kept = new Set(all().flatMap(register => (keeping.includes(register.id) ? [register.table] : [])))
      const erased = await eraseRows(owner, row.leaving, kept, parts.chunk)
      const current = await inOperator(tx => select(tx, id))
      const removed = await eraseFiles(files, row.leaving, current.files)
      const whole = kept.size === 0
      if (whole) registers.tools.secrets.tenants?.destroy(row.leaving, act.clock.now())
      await inOperator(
        async tx => {
          await tx`
            update musubi.departure set state = ${whole ? 'erased' : 'partly'}, files = '{}',
              traces_after = pg_current_xact_id(),
              erased_at = ${act.clock.now().toISOString()} where id = ${id}`
          await record(
            tx,
            {
              event: tenantErased,
              tenant: row.leaving,
              actor: row.confirmed_by,
              body: { departure: id, rows: erased, files: removed, keyDestroyed: whole, kept: keeping },
            },
            act.clock.now(),
          )
          if (whole) await enter(tx, act, row, 'erased')
        },
        [row.leaving],
      )
      if (whole)
        await owner`
          update musubi.organisation set valid_to = coalesce(valid_to, ${dayInJapan(act.clock.now())}::date)
          where id = ${row.leaving}`
      return whole
    },
    removeTraces: async (act, id) => {
      allowed(act)
      const row = await inOperator(tx => select(tx, id))
      mustBe(row, 'partly', 'erased')
      const left = new Set(row.traces)
      for (const name of row.traces) {
        if (!(await writeAnew(owner, name, row.traces_after))) continue
        left.delete(name)
        await inOperator(tx => tx`update musubi.departure set traces = array_remove(traces, ${name}) where id = ${id}`)
      }
      if (row.traces.length > 0 && left.size === 0)
        await inOperator(async tx => {
          await tx`update musubi.departure set traces_gone_at = ${act.clock.now().toISOString()} where id = ${id}`
          await enter(tx, act, row, 'traces-removed', { tables: row.traces.length })
        })
      return left.size
    },
  }
}
