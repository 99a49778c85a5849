import type { Bilingual } from '../../../base/bilingual.ts'
import type { canonicalJson } from '../../../base/json.ts'
import { ConflictError, InputError, RefusedError } from '../../../base/problem.ts'
import { newId } from '../../../base/uuid.ts'
import type { Act } from '../../access/actor.ts'
import type { Statement } from '../../database/statement.ts'
import { runStatements } from '../../database/statement.ts'
import { entryRow } from '../../ledger/store.ts'
import { problemOfDatabaseError } from '../database-errors.ts'
import { entryStatement } from '../entry-statement.ts'
import { proposalDecided, proposalMade } from '../events.ts'
import { codesFor, mayWith } from '../own.ts'
import { fromStored } from '../record.ts'
import { referenceProblems } from '../reference-check.ts'
import { rowChanges, rowsComing } from '../room.ts'
import { type Change, writesOf } from '../service.ts'
import { permission } from '../visibility.ts'
import {
  changesAsJson,
  hashOfChanges,
  type Proposal,
  type ProposalState,
  type ProposedChange,
  proposalOfRow,
} from './proposal.ts'
import { ProposalReader } from './reader.ts'

const dayMs = 86_400_000

const proposed = (change: Change): ProposedChange => ({
  register: change.register.id,
  operation: change.operation,
  id: change.id,
  version: change.version,
  sample: change.sample,
  data: change.data,
  changed: change.changed,
})

/** A matter to be put up for approval: its title, what it changes, and the change that names it. */
export interface Matter {
  readonly title: Bilingual
  readonly changes: readonly Change[]
  readonly main: Change
}

const sentAlready: Bilingual = {
  ja: 'この内容はすでに決裁に回してあります。',
  en: 'This was sent for approval already.',
}

/** SQLSTATE unique_violation. */
const isDuplicate = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === '23505'

const madeBody = (proposal: string, changes: readonly ProposedChange[]) => ({
  proposal,
  operations: changes.map(change => `${change.register}.${change.operation}`),
  hash: hashOfChanges(changes),
})

/**
 * 決裁: a change proposed by one officer counts only after another approved it. Until then it is in no register, no
 * published page, no export and no document.
 */
export class ApprovalService extends ProposalReader {
  /**
   * Puts checked changes up for approval, as one matter: all of them count, or none.
   * @param main the change that names the matter; its register sets how long the proposal lives
   * @param batch names the sending: a second one of this name and record is refused
   */
  async propose(
    act: Act,
    title: Bilingual,
    changes: readonly Change[],
    main: Change,
    batch: string | null = null,
  ): Promise<string> {
    const [id] = await this.proposeSeveral(act, [{ title, changes, main }], batch)
    if (id === undefined) throw new RangeError('a proposal without a matter')
    return id
  }

  /**
   * Puts several matters up in one transaction: each is decided for itself, but all of them wait, or none.
   * @param batch names the sending: a second one of this name and record is refused
   * @returns the proposals' ids, in the order of the matters
   */
  async proposeSeveral(act: Act, matters: readonly Matter[], batch: string | null): Promise<readonly string[]> {
    for (const { changes, main } of matters) {
      if (!act.actor.person) throw new RefusedError(permission(main.register.id, main.operation))
      if (!changes.some(change => change.operation !== 'change' || change.changed.length > 0))
        throw new InputError([{ message: { ja: '変更された項目がありません。', en: 'Nothing was changed.' } }])
    }
    const all = matters.flatMap(({ changes }) => changes)
    const problems = await referenceProblems(this.tools.database, this.registers, act, all)
    if (problems.length) throw new InputError(problems)
    const made = matters.map(matter => this.#making(act, matter, batch))
    try {
      await runStatements(
        this.tools.database.app,
        act.actor.tenants,
        made.flatMap(({ statements }) => statements),
      )
    } catch (error) {
      if (batch !== null && isDuplicate(error)) throw new ConflictError(sentAlready)
      throw error
    }
    return made.map(({ id }) => id)
  }

  #making(act: Act, { title, changes, main }: Matter, batch: string | null) {
    const { actor } = act
    const id = newId()
    const now = act.clock.now()
    const days = main.register.definition.approval?.expiresAfterDays ?? 30
    const list = changes.map(proposed)
    const statement: Statement = {
      text: `insert into musubi.proposal (tenant, id, register, record, title_ja, title_en, changes, state, reason, proposed_by, proposed_by_name, proposed_at, expires_at, batch)
        values ($1::uuid, $2::uuid, $3, $4::uuid, $5, $6, $7::jsonb, 'pending', $8, $9::uuid, $10, $11::timestamptz, $12::timestamptz, $13::uuid)`,
      values: [
        main.tenant,
        id,
        main.register.id,
        main.id,
        title.ja,
        title.en,
        changesAsJson(list),
        act.reason ?? null,
        actor.person,
        actor.name,
        now.toISOString(),
        new Date(now.getTime() + days * dayMs).toISOString(),
        batch,
      ],
    }
    const entry = this.#entry(act, main.tenant, main.register.id, main.id, madeBody(id, list), proposalMade)
    return { id, statements: [statement, entry] }
  }

  #entry(
    act: Act,
    tenant: string,
    register: string,
    record: string | null,
    body: Parameters<typeof canonicalJson>[0],
    event = proposalDecided,
  ): Statement {
    return entryStatement(
      entryRow(
        {
          event,
          tenant,
          actor: act.actor.person,
          register,
          ...(record ? { record } : {}),
          ...(act.reason ? { reason: act.reason } : {}),
          body: body as Readonly<Record<string, string>>,
        },
        act.clock.now(),
      ),
    )
  }

  /** Whether the actor may decide: every register concerned lets them approve, and it is not their own proposal. */
  mayDecide(act: Act, proposal: Proposal): boolean {
    return (
      act.actor.person !== null &&
      act.actor.person !== proposal.proposedBy &&
      proposal.changes.every(change =>
        mayWith(this.register(change.register), act.actor, 'approve', {
          tenant: proposal.tenant,
          values: change.data,
        }),
      )
    )
  }

  #open(act: Act, proposal: Proposal): void {
    if (proposal.state !== 'pending' || Date.parse(proposal.expiresAt) <= act.clock.now().getTime())
      throw new ConflictError({
        ja: 'この起案は、もう決裁できる状態ではありません。最新の状態を確かめてください。',
        en: 'This proposal can no longer be decided. Check its current state.',
      })
  }

  /**
   * Writes the proposed changes, each with its revision and ledger entry, and closes the proposal: one transaction.
   * @param also statements of the same transaction, such as the number of a document
   * @param seen `hashOfChanges` of what lay before who decides: a proposal that was returned and sent again has the same
   *   number and may hold something else
   * @throws ConflictError when a record was changed since the proposal was made, or the proposal since it was seen
   */
  async approve(
    act: Act,
    id: string,
    comment: string,
    also: readonly Statement[] = [],
    seen?: string,
  ): Promise<Proposal> {
    const proposal = await this.get(act, id)
    if (!this.mayDecide(act, proposal)) throw new RefusedError(permission(proposal.register, 'approve'))
    this.#open(act, proposal)
    if (seen !== undefined && seen !== hashOfChanges(proposal.changes))
      throw new ConflictError({
        ja: '開いている間に、起案の内容が変わりました。今の内容を確かめて、もう一度決裁してください。',
        en: 'The proposal was changed while it lay open. Look at what it says now, and decide again.',
      })
    const context = this.tools.context()
    const changes = proposal.changes.map((change): Change => {
      const register = this.register(change.register)
      return {
        register,
        operation: change.operation,
        tenant: proposal.tenant,
        id: change.id,
        version: change.version,
        sample: change.sample,
        data: change.data,
        changed: change.changed,
        within: codesFor(register, act.actor, 'approve'),
        values: fromStored(register, change.id, change.data, this.tools.secrets, true),
      }
    })
    const approving: Act = {
      ...act,
      ...(proposal.reason ? { reason: proposal.reason } : {}),
      actor: { ...act.actor, name: `${act.actor.name}（起案 ${proposal.proposedByName}）` },
    }
    const statements = [
      this.#decision(act, proposal, 'approved', comment),
      ...writesOf(approving, changes, context, { proposal: proposal.id, proposedBy: proposal.proposedBy }),
      this.#entry(act, proposal.tenant, proposal.register, proposal.record, { proposal: id, outcome: 'approved' }),
      ...also,
    ]
    const { room } = this.tools
    const coming = rowsComing(changes)
    if (room && coming.size > 0) await room.forRows(coming)
    try {
      await runStatements(this.tools.database.app, act.actor.tenants, statements)
      room?.wrote(rowChanges(changes))
    } catch (error) {
      throw (
        problemOfDatabaseError(
          error,
          changes.map(change => change.register),
        ) ?? error
      )
    }
    return { ...proposal, state: 'approved' }
  }

  #decision(act: Act, proposal: Proposal, state: ProposalState, comment: string): Statement {
    return {
      text: `with u as (update musubi.proposal set state = $3, comment = $4, decided_by = $5::uuid, decided_by_name = $6, decided_at = $7::timestamptz
        where tenant = $1::uuid and id = $2::uuid and state = 'pending' and changes = $8::jsonb returning 1)
        select musubi.expect_one((select count(*) from u), 'proposal')`,
      values: [
        proposal.tenant,
        proposal.id,
        state,
        comment || null,
        act.actor.person,
        act.actor.name,
        act.clock.now().toISOString(),
        // What was read is what is decided: between the two it may have been returned and sent again.
        changesAsJson(proposal.changes),
      ],
    }
  }

  async #close(act: Act, proposal: Proposal, state: ProposalState, comment: string): Promise<void> {
    this.#open(act, proposal)
    try {
      await runStatements(this.tools.database.app, act.actor.tenants, [
        this.#decision(act, proposal, state, comment),
        this.#entry(act, proposal.tenant, proposal.register, proposal.record, {
          proposal: proposal.id,
          outcome: state,
        }),
      ])
    } catch (error) {
      throw problemOfDatabaseError(error, [this.register(proposal.register)]) ?? error
    }
  }

  /** Sends it back to be mended; the comment says what is missing. */
  async giveBack(act: Act, id: string, comment: string): Promise<void> {
    await this.#decide(act, id, 'returned', comment)
  }

  async reject(act: Act, id: string, comment: string): Promise<void> {
    await this.#decide(act, id, 'rejected', comment)
  }

  async #decide(act: Act, id: string, state: 'returned' | 'rejected', comment: string): Promise<void> {
    const proposal = await this.get(act, id)
    if (!this.mayDecide(act, proposal)) throw new RefusedError(permission(proposal.register, 'approve'))
    if (comment.trim() === '')
      throw new InputError([
        {
          field: 'comment',
          message: {
            ja: '起案者に伝える理由を入力してください。',
            en: 'Enter the reason, for the officer who proposed it.',
          },
        },
      ])
    await this.#close(act, proposal, state, comment.trim())
  }

  /** Puts a returned proposal up again with its main change mended; what came along with it stays as it was. */
  async resubmit(act: Act, id: string, change: Change): Promise<void> {
    const { proposal, main } = await this.toMend(act, id)
    const changes = proposal.changes.map(one => (one === main ? proposed(change) : one))
    const now = act.clock.now()
    const days = change.register.definition.approval?.expiresAfterDays ?? 30
    const statement: Statement = {
      text: `with u as (update musubi.proposal set changes = $3::jsonb, state = 'pending', reason = $4, proposed_at = $5::timestamptz, expires_at = $6::timestamptz,
          decided_by = null, decided_by_name = null, decided_at = null
        where tenant = $1::uuid and id = $2::uuid and state = 'returned' returning 1)
        select musubi.expect_one((select count(*) from u), 'proposal')`,
      values: [
        proposal.tenant,
        proposal.id,
        changesAsJson(changes),
        act.reason ?? proposal.reason,
        now.toISOString(),
        new Date(now.getTime() + days * dayMs).toISOString(),
      ],
    }
    try {
      await runStatements(this.tools.database.app, act.actor.tenants, [
        statement,
        this.#entry(act, proposal.tenant, proposal.register, proposal.record, madeBody(id, changes), proposalMade),
      ])
    } catch (error) {
      throw problemOfDatabaseError(error, [change.register]) ?? error
    }
  }

  /** The proposer takes it back. */
  async withdraw(act: Act, id: string): Promise<void> {
    const proposal = await this.get(act, id)
    if (act.actor.person !== proposal.proposedBy) throw new RefusedError(permission(proposal.register, 'change'))
    await this.#close(act, proposal, 'withdrawn', '')
  }

  /** Ends proposals whose time is over; a job. @returns how many */
  async expire(act: Act): Promise<number> {
    const [rows] = await runStatements(this.tools.database.app, act.actor.tenants, [
      {
        text: `select * from musubi.proposal where state = 'pending' and expires_at <= $1::timestamptz order by expires_at limit 1000`,
        values: [act.clock.now().toISOString()],
      },
    ])
    let ended = 0
    for (const proposal of (rows ?? []).map(proposalOfRow)) {
      try {
        await runStatements(this.tools.database.app, act.actor.tenants, [
          this.#decision(act, proposal, 'expired', ''),
          this.#entry(act, proposal.tenant, proposal.register, proposal.record, {
            proposal: proposal.id,
            outcome: 'expired',
          }),
        ])
        ended += 1
      } catch (error) {
        // Decided in this very moment: the decision counts, not the clock.
        if (!(problemOfDatabaseError(error, [this.register(proposal.register)]) instanceof ConflictError)) throw error
      }
    }
    return ended
  }
}
