import type { Bilingual } from '../../../base/bilingual.ts'
import { ConflictError, InputError, NotFoundError, type Problem, RefusedError } from '../../../base/problem.ts'
import { isId, newId } from '../../../base/uuid.ts'
import type { Act } from '../../access/actor.ts'
import type { Database } from '../../database/connection.ts'
import { inTenants } from '../../database/transaction.ts'
import type { MessageService } from '../../messages/service.ts'
import type { UnderWay } from '../approval/reader.ts'
import type { Matter } from '../approval/service.ts'
import type { RecordValues } from '../field.ts'
import { inTurns } from '../in-turns.ts'
import { openNameOf } from '../pages/naming.ts'
import type { RecordRow } from '../record.ts'
import type { Registers } from '../registers.ts'
import type { Prospect, SeveralAct } from './act.ts'

export interface SeveralTools {
  readonly registers: Registers
  readonly messages: MessageService
  readonly database: Database
}

/** A record that was chosen, with the version that the officer saw once it was shown. */
export interface Chosen {
  readonly id: string
  readonly version: number | null
}

export type Prepared =
  | {
      readonly id: string
      readonly name: string
      readonly can: true
      readonly row: RecordRow
      readonly prospect: Prospect
    }
  | { readonly id: string; readonly name: string; readonly can: false; readonly problems: readonly Problem[] }

/** The names of what was ticked, `id` or `id.version`, each once. Anything else is dropped: no form of ours sends it. */
export const chosenOf = (names: readonly string[]): readonly Chosen[] => {
  const chosen = new Map<string, Chosen>()
  for (const name of names) {
    const [id = '', version] = name.split('.')
    if (isId(id)) chosen.set(id, { id, version: /^\d{1,9}$/.test(version ?? '') ? Number(version) : null })
  }
  return [...chosen.values()]
}

const notPermitted: Bilingual = {
  ja: 'この記録についてこの手続を行う権限がありません。',
  en: 'You may not do this with this record.',
}
const gone: Bilingual = { ja: '記録がありません。削除されています。', en: 'There is no such record; it was removed.' }
const changedSince: Bilingual = {
  ja: '表示した後に他の人が変更しました。もう一度確かめてください。',
  en: 'Somebody changed it after you saw it. Check it again.',
}
const waiting: Bilingual = {
  ja: '決裁の途中の変更があります。決裁が終わってから行ってください。',
  en: 'A change of it waits for approval. Wait for the decision.',
}
const returned: Bilingual = {
  ja: '差し戻された起案があります。それを直してください。',
  en: 'A proposal for it was returned. Mend that one.',
}

const sentBefore: Bilingual = {
  ja: '同じお知らせがすでに送られています。',
  en: 'The same message was sent already.',
}

/** What a record's own state says against the act; anything else is a fault and is thrown on. */
const problemsOf = (error: unknown): readonly Problem[] => {
  if (error instanceof InputError) return error.problems
  if (error instanceof ConflictError) return [{ message: error.reason }]
  if (error instanceof RefusedError) return [{ message: notPermitted }]
  if (error instanceof NotFoundError) return [{ message: gone }]
  throw error
}

const prepareOne = async (
  tools: SeveralTools,
  several: SeveralAct,
  act: Act,
  input: Partial<RecordValues>,
  chosen: Chosen,
  underWay: UnderWay | undefined,
): Promise<Prepared> => {
  const service = tools.registers.service(several.register)
  let name = chosen.id
  try {
    const { row } = await service.get(act, chosen.id)
    name = openNameOf(service.register, row.values, act.language, service.context())
    if (row.removedAt !== null) throw new NotFoundError(several.register)
    const prospect = await several.plan(act, row, input)
    if (prospect.kind === 'matter' && underWay)
      throw new ConflictError(underWay.state === 'pending' ? waiting : returned)
    if (prospect.kind === 'message' && (await tools.messages.isWritten(act, prospect.message)))
      throw new ConflictError(sentBefore)
    if (chosen.version !== null && chosen.version !== row.version) throw new ConflictError(changedSince)
    return { id: chosen.id, name, can: true, row, prospect }
  } catch (error) {
    return { id: chosen.id, name, can: false, problems: problemsOf(error) }
  }
}

/** What the act would do with each record, or why it cannot. Writes nothing but the looks at personal data. */
export const prepare = async (
  tools: SeveralTools,
  several: SeveralAct,
  act: Act,
  input: Partial<RecordValues>,
  chosen: readonly Chosen[],
): Promise<readonly Prepared[]> => {
  const underWay = await tools.registers.approvals.underWay(
    act,
    chosen.map(({ id }) => id),
  )
  return inTurns(chosen, one => prepareOne(tools, several, act, input, one, underWay.get(one.id)))
}

export interface Done {
  readonly id: string
  readonly name: string
  /** The proposal that waits for approval; null where it counts at once. */
  readonly proposal: string | null
}

/** Whether a matter waits for a second officer: one change in it that does is enough. */
const needsApproval = (tools: SeveralTools, { changes }: Matter): boolean =>
  changes.some(change => tools.registers.service(change.register.id).needsApproval(change.operation))

type Able = Extract<Prepared, { readonly can: true }>

/**
 * Does what was prepared, in one transaction: all of it or nothing. Each record has its own proposal or revision, and its
 * own entry in the ledger.
 * @param batch names the sending
 * @throws ConflictError where it was sent before, or somebody was quicker
 */
export const carryOut = async (
  tools: SeveralTools,
  several: SeveralAct,
  act: Act,
  prepared: readonly Able[],
  batch: string,
): Promise<readonly Done[]> => {
  const matters: { one: Able; matter: Matter }[] = []
  const messages: Able[] = []
  for (const one of prepared)
    if (one.prospect.kind === 'matter') matters.push({ one, matter: one.prospect.matter })
    else messages.push(one)
  const waits = matters.filter(({ matter }) => needsApproval(tools, matter))
  const counts = matters.filter(({ matter }) => !needsApproval(tools, matter))
  if ([waits, counts, messages].filter(part => part.length > 0).length > 1)
    throw new RangeError(`${several.id} does things of several kinds at once, which no one transaction holds`)
  const ids = waits.length
    ? await tools.registers.approvals.proposeSeveral(
        act,
        waits.map(({ matter }) => matter),
        batch,
      )
    : []
  if (counts.length)
    await tools.registers.service(several.register).write(
      act,
      counts.flatMap(({ matter }) => matter.changes),
    )
  if (messages.length)
    await inTenants(tools.database.app, act.actor.tenants, async tx => {
      for (const { prospect } of messages)
        if (prospect.kind === 'message' && !(await tools.messages.writeIn(tx, act, prospect.message)))
          throw new ConflictError(sentBefore)
    })
  return prepared.map(({ id, name }) => {
    const at = waits.findIndex(({ one }) => one.id === id)
    return { id, name, proposal: ids[at] ?? null }
  })
}

export const newBatch = newId
