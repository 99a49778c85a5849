import { ConflictError, NotFoundError, RefusedError } from '../../../base/problem.ts'
import { isId } from '../../../base/uuid.ts'
import { type Act, may } from '../../access/actor.ts'
import { listAndTrace, type Row, runStatements, type Statement } from '../../database/statement.ts'
import type { RegisterTools } from '../reader.ts'
import type { Register } from '../register.ts'
import { permission } from '../visibility.ts'
import { type Looking, lookTrace } from './look.ts'
import { type Proposal, type ProposalState, type ProposedChange, proposalOfRow } from './proposal.ts'

/** A proposal may be seen by those who may read every register that it touches. */
const readableSql = (mark: string): string =>
  `register = any (${mark}::text[]) and not exists (select from jsonb_array_elements(changes) c where c->>'register' <> all (${mark}::text[]))`

/** A proposal that waits for a decision, or for its proposer to mend it. */
export interface UnderWay {
  readonly id: string
  readonly state: 'pending' | 'returned'
}

/** Reads proposals, each look at the personal data in one with its entry in the ledger. */
export class ProposalReader {
  protected readonly tools: RegisterTools
  protected readonly registers: ReadonlyMap<string, Register>

  constructor(registers: ReadonlyMap<string, Register>, tools: RegisterTools) {
    this.registers = registers
    this.tools = tools
  }

  protected register(id: string): Register {
    const register = this.registers.get(id)
    if (!register) throw new NotFoundError(`register ${id}`)
    return register
  }

  #readable(act: Act): readonly Register[] {
    return [...this.registers.values()].filter(({ id }) => may(act.actor, permission(id, 'read')))
  }

  /** Proposals that this actor may see, newest first. They are to be shown by their titles, which hold no personal data. */
  async list(act: Act, states: readonly ProposalState[], record?: string): Promise<readonly Proposal[]> {
    const readable = this.#readable(act).map(({ id }) => id)
    const [rows] = await runStatements(this.tools.database.app, act.actor.tenants, [
      {
        text: `select * from musubi.proposal where state = any ($1::text[]) and ${readableSql('$2')}
          and ($3::uuid is null or record = $3::uuid) order by proposed_at desc, id desc limit 500`,
        values: [[...states], readable, record ?? null],
      },
    ])
    return (rows ?? []).map(proposalOfRow)
  }

  /** Proposals of one sending that this actor may see, in the order in which they were made. */
  async batch(act: Act, batch: string): Promise<readonly Proposal[]> {
    if (!isId(batch)) throw new NotFoundError('batch')
    const readable = this.#readable(act).map(({ id }) => id)
    const [rows] = await runStatements(this.tools.database.app, act.actor.tenants, [
      {
        text: `select * from musubi.proposal where batch = $1::uuid and ${readableSql('$2')} order by id`,
        values: [batch, readable],
      },
    ])
    return (rows ?? []).map(proposalOfRow)
  }

  /** The proposal that is under way for each of these records, whoever made it. */
  async underWay(act: Act, records: readonly string[]): Promise<ReadonlyMap<string, UnderWay>> {
    const [rows] = await runStatements(this.tools.database.app, act.actor.tenants, [
      {
        text: `select distinct on (record) record, id, state from musubi.proposal
          where record = any ($1::text[]::uuid[]) and state in ('pending', 'returned') order by record, proposed_at desc`,
        values: [[...records]],
      },
    ])
    return new Map(
      (rows ?? []).map(row => [
        String(row['record']),
        { id: String(row['id']), state: row['state'] === 'returned' ? 'returned' : 'pending' },
      ]),
    )
  }

  #one(act: Act, id: string): Statement {
    if (!isId(id)) throw new NotFoundError('proposal')
    const readable = this.#readable(act).map(register => register.id)
    return {
      text: `select * from musubi.proposal where id = $1::uuid and ${readableSql('$2')}`,
      values: [id, readable],
    }
  }

  #found(rows: readonly Row[] | undefined): Proposal {
    const row = rows?.[0]
    if (!row) throw new NotFoundError('proposal')
    return proposalOfRow(row)
  }

  /** @throws NotFoundError also for one that touches a register which the actor may not read */
  async get(act: Act, id: string): Promise<Proposal> {
    const [rows] = await runStatements(this.tools.database.app, act.actor.tenants, [this.#one(act, id)])
    return this.#found(rows)
  }

  /**
   * A proposal to be shown with what it would write. The look at the personal data in it is in the ledger with it, in one
   * transaction: those of a new record stand nowhere else yet.
   */
  look(act: Act, id: string): Promise<Proposal> {
    return this.#look(act, id, 'anyone')
  }

  async #look(act: Act, id: string, who: Looking): Promise<Proposal> {
    const trace = lookTrace(act, this.#readable(act), who)
    if (!trace) return this.get(act, id)
    const { database } = this.tools
    return this.#found(await listAndTrace(database.app, act.actor.tenants, this.#one(act, id), trace))
  }

  /**
   * A returned proposal of one's own, with what is to be mended, to be shown: a look like any other.
   * @throws RefusedError for somebody else's, ConflictError when it is not returned
   */
  async lookToMend(act: Act, id: string): Promise<{ readonly proposal: Proposal; readonly main: ProposedChange }> {
    return this.#mendable(act, await this.#look(act, id, 'mender'))
  }

  /** The same without showing what it holds. */
  async toMend(act: Act, id: string): Promise<{ readonly proposal: Proposal; readonly main: ProposedChange }> {
    return this.#mendable(act, await this.get(act, id))
  }

  #mendable(act: Act, proposal: Proposal): { readonly proposal: Proposal; readonly main: ProposedChange } {
    if (act.actor.person !== proposal.proposedBy) throw new RefusedError(permission(proposal.register, 'change'))
    const main = proposal.changes.find(change => change.register === proposal.register && change.id === proposal.record)
    if (proposal.state !== 'returned' || !main)
      throw new ConflictError({
        ja: 'この起案は、差し戻された状態ではありません。最新の状態を確かめてください。',
        en: 'This proposal is not waiting to be mended. Check its current state.',
      })
    return { proposal, main }
  }
}
