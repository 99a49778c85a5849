import type { Bilingual } from '../../../base/bilingual.ts'
import { fiscalYear, nameOfFiscalYear } from '../../../base/calendar/fiscal.ts'
import { formatEraDay } from '../../../base/calendar/wareki.ts'
import { dayInJapan } from '../../../base/clock.ts'
import { evaluate } from '../../../base/condition.ts'
import { ConflictError, InputError, NotFoundError, RefusedError } from '../../../base/problem.ts'
import { newId } from '../../../base/uuid.ts'
import { type Act, maySomewhere } from '../../access/actor.ts'
import { runStatements } from '../../database/statement.ts'
import { inTenants } from '../../database/transaction.ts'
import type { FileStore } from '../../files/store.ts'
import { entryRow, insertEntries } from '../../ledger/store.ts'
import type { DocumentDefinition } from '../definition.ts'
import { documentIssued } from '../events.ts'
import { holderOf, mayWith } from '../own.ts'
import { referenceLinks } from '../pages/references.ts'
import type { RecordRow } from '../record.ts'
import type { Register } from '../register.ts'
import type { Registers } from '../registers.ts'
import { withUnit } from '../unit.ts'
import { conditionValues } from '../values.ts'
import { permission } from '../visibility.ts'
import { loadFonts, printable } from './font.ts'
import { type Letterhead, letterheadOn } from './letterhead.ts'
import { numberMark } from './mark-names.ts'
import { fieldsOfDocument, fillMarks, officialText } from './marks.ts'
import { type ContentLine, makePdf } from './pdf.ts'

export interface IssuedDocument {
  readonly id: string
  readonly kind: string
  readonly number: string
  readonly version: number
  readonly sha256: string
  readonly issuedAt: string
  readonly issuedByName: string
  /** Why it was issued again; null for the first of its version. */
  readonly reissueReason: string | null
}

/** What an officer gives with an issue. */
export interface IssueInput {
  /** Why it is issued again, where it was issued for this version of the record before. */
  readonly reissue?: string
}

export interface DocumentPreview {
  readonly document: DocumentDefinition
  readonly row: RecordRow
  /** Why it cannot be issued now; null where it can. */
  readonly obstacle: Bilingual | null
  readonly facts: readonly { readonly id: string; readonly label: Bilingual; readonly text: string }[]
  readonly issuer: string
  /** The template asks for a reason. */
  readonly asksReason: boolean
  /** Characters that will be printed as 〓, or in their usual shape. */
  readonly missing: readonly string[]
  readonly plain: readonly string[]
  readonly issued: readonly IssuedDocument[]
}

const waiting: Bilingual = {
  ja: 'この記録には決裁の途中の変更があります。決裁が終わってから発行してください。',
  en: 'A change of this record waits for approval. Issue the document when it is decided.',
}
const removed: Bilingual = { ja: '削除された記録の文書は発行できません。', en: 'The record was removed.' }
const notNow: Bilingual = {
  ja: 'この文書は、記録が今の状態のときには発行しません。',
  en: 'This document is not issued while the record is in its present state.',
}
const noReason: Bilingual = {
  ja: '文書に載せる理由を入力してください。',
  en: 'Give the reason that the document states.',
}

const issuedBefore = (number: string): Bilingual => ({
  ja: `この内容では、すでに${number}を発行しています。もう一度発行するときは、再発行の理由を入力してください。`,
  en: `${number} was issued for this version already. Give a reason to issue it again.`,
})

/** The pattern of an organisation's document numbers on a day, with the marks of `DocumentDefinition.number`. */
export type DocumentNumbering = (
  organisation: string,
  register: string,
  document: DocumentDefinition,
  day: string,
) => Promise<string>

/** Letters and certificates made from records. */
export class DocumentService {
  readonly #registers: Registers
  readonly #files: FileStore
  readonly #numbering: DocumentNumbering

  /** @param numbering where organisations number otherwise than the definition says */
  constructor(
    registers: Registers,
    files: FileStore,
    numbering: DocumentNumbering = async (_organisation, _register, document) => document.number,
  ) {
    this.#registers = registers
    this.#files = files
    this.#numbering = numbering
  }

  #definition(register: Register, id: string): DocumentDefinition {
    const found = register.definition.documents?.find(document => document.id === id)
    if (!found) throw new NotFoundError(`document ${id}`)
    return found
  }

  /** The record, when the actor may see all that the document prints. The look is in the ledger. */
  async #record(act: Act, register: Register, document: DocumentDefinition, id: string): Promise<RecordRow> {
    const { row, fields } = await this.#registers.service(register.id).get(act, id)
    const hidden = fieldsOfDocument(register, document).find(field => !fields.includes(field))
    if (hidden)
      throw new RefusedError(permission(register.id, hidden.class === 'special' ? 'readSpecial' : 'readPersonal'))
    return row
  }

  async #obstacle(
    act: Act,
    register: Register,
    document: DocumentDefinition,
    row: RecordRow,
  ): Promise<Bilingual | null> {
    if (row.removedAt !== null) return removed
    const pending = await this.#registers.approvals.list(act, ['pending'], row.id)
    if (pending.length) return waiting
    const { today } = this.#registers.tools.context()
    if (document.when && !evaluate(document.when, conditionValues(register, row.values), today)) return notNow
    return null
  }

  async preview(act: Act, register: Register, id: string, documentId: string): Promise<DocumentPreview> {
    const document = this.#definition(register, documentId)
    const row = await this.#record(act, register, document, id)
    const texts = await this.#texts(act, register, row)
    const facts = fieldsOfDocument(register, document).map(field => ({
      id: field.id,
      label: field.field.label,
      text: texts[field.id] ?? '',
    }))
    const letterhead = await this.#letterhead(act, register, row)
    const told = printable([...facts.map(fact => fact.text), letterhead.issuer].join('\n'), await loadFonts())
    return {
      document,
      row,
      obstacle: await this.#obstacle(act, register, document, row),
      facts,
      issuer: letterhead.issuer,
      asksReason: asksReason(document),
      missing: told.missing,
      plain: told.plain,
      issued: await this.#issued(act, register, id, documentId),
    }
  }

  /** Today's letterhead of the department whose record it is, or of the body. */
  #letterhead(act: Act, register: Register, row: RecordRow): Promise<Letterhead> {
    const today = dayInJapan(act.clock.now())
    return letterheadOn(this.#registers.tools.database, act, today, holderOf(register, row))
  }

  async #issued(act: Act, register: Register, id: string, kind: string): Promise<readonly IssuedDocument[]> {
    const [rows] = await runStatements(this.#registers.tools.database.app, act.actor.tenants, [
      {
        text: `select id, kind, number, version, sha256, issued_at, issued_by_name, reissue_reason from musubi.document
          where register = $1 and record = $2::uuid and kind = $3 order by issued_at desc, id desc`,
        values: [register.id, id, kind],
      },
    ])
    return (rows ?? []).map(row => ({
      id: String(row['id']),
      kind: String(row['kind']),
      number: String(row['number']),
      version: Number(row['version']),
      sha256: String(row['sha256']),
      issuedAt: String(row['issued_at']),
      issuedByName: String(row['issued_by_name']),
      reissueReason: typeof row['reissue_reason'] === 'string' ? row['reissue_reason'] : null,
    }))
  }

  /**
   * Draws the next number, sets the document and enters it in the ledger, in one transaction: a failure leaves no gap
   * in the numbers, and two officers never draw the same one.
   * @throws ConflictError while a change waits for approval, the record's state does not fit or it was issued before and
   * no reason says why again, InputError, RefusedError
   */
  async issue(
    act: Act,
    register: Register,
    id: string,
    documentId: string,
    { reissue }: IssueInput = {},
  ): Promise<IssuedDocument> {
    const wanted = permission(register.id, 'issue')
    if (!maySomewhere(act.actor, wanted)) throw new RefusedError(wanted)
    const document = this.#definition(register, documentId)
    const row = await this.#record(act, register, document, id)
    if (!mayWith(register, act.actor, 'issue', row)) throw new RefusedError(wanted)
    const obstacle = await this.#obstacle(act, register, document, row)
    if (obstacle) throw new ConflictError(obstacle)
    if (asksReason(document) && !act.reason?.trim()) throw new InputError([{ field: 'reason', message: noReason }])
    const { database } = this.#registers.tools
    const at = act.clock.now()
    const today = dayInJapan(at)
    const [letterhead, texts, pattern] = await Promise.all([
      this.#letterhead(act, register, row),
      this.#texts(act, register, row),
      this.#numbering(act.actor.organisation, register.id, document, today),
    ])
    const year = fiscalYear(today)
    const tenant = act.actor.organisation
    return inTenants(database.app, act.actor.tenants, async tx => {
      // What is printed is what stands when the number is drawn: the row is held until the document is entered.
      const [held] =
        await tx`select version from ${tx(`register.${register.table}`)} where id = ${id} and tenant = ${row.tenant} for update`
      const [proposed] =
        await tx`select 1 from musubi.proposal where register = ${register.id} and record = ${id} and state = 'pending'`
      if (Number(held?.['version']) !== row.version || proposed) throw new ConflictError(waiting)
      const [before] = await tx`select id, number from musubi.document
        where register = ${register.id} and record = ${id} and kind = ${documentId} and version = ${row.version}
        order by issued_at desc, id desc limit 1`
      if (before && !reissue?.trim()) throw new ConflictError(issuedBefore(String(before['number'])))
      const reason = before ? (reissue?.trim() ?? null) : null
      const [counter] = await tx`insert into musubi.document_number (tenant, series, fiscal_year, last)
        values (${tenant}, ${`${register.id}.${documentId}`}, ${year}, 1)
        on conflict (tenant, series, fiscal_year) do update set last = musubi.document_number.last + 1 returning last`
      const marks = {
        ...texts,
        [numberMark]: String(counter?.['last']),
        'document.year': nameOfFiscalYear(year, 'ja'),
        'document.day': formatEraDay(today),
        'document.issuer': letterhead.issuer,
        'document.organisation': letterhead.organisation,
        'document.reason': act.reason ?? '',
      }
      const number = fillMarks(pattern, marks)
      const { bytes } = await makePdf({
        title: `${document.title.ja}　${number}`,
        lines: [
          ...(before
            ? [
                {
                  kind: 'text' as const,
                  text: `再発行（${String(before['number'])}の再発行）`,
                  align: 'right' as const,
                },
              ]
            : []),
          ...this.#content(register, document, marks),
        ],
        letterhead,
        sample: row.sample,
        at,
      })
      const sha256 = await this.#files.put(bytes, tenant)
      const issued: IssuedDocument = {
        id: newId(),
        kind: documentId,
        number,
        version: row.version,
        sha256,
        issuedAt: at.toISOString(),
        issuedByName: act.actor.name,
        reissueReason: reason,
      }
      await tx`insert into musubi.document (tenant, id, register, record, version, kind, fiscal_year, number, sha256, issued_at, issued_by, issued_by_name, reissues, reissue_reason)
        values (${tenant}, ${issued.id}, ${register.id}, ${id}, ${row.version}, ${documentId}, ${year}, ${number}, ${sha256}, ${issued.issuedAt}, ${act.actor.person}, ${act.actor.name}, ${before ? String(before['id']) : null}, ${reason})`
      const entry = entryRow(
        {
          event: documentIssued,
          tenant,
          actor: act.actor.person,
          register: register.id,
          record: id,
          ...(act.reason ? { reason: act.reason } : {}),
          body: {
            document: documentId,
            number,
            fiscalYear: year,
            file: sha256,
            recordVersion: row.version,
            ...(before && reason !== null ? { reissues: String(before['number']), reissueReason: reason } : {}),
          },
        },
        at,
      )
      await insertEntries(tx, [entry])
      return issued
    })
  }

  /** The file as it was issued, byte for byte. */
  async file(
    act: Act,
    register: Register,
    id: string,
    documentId: string,
    issuedId: string,
  ): Promise<{ readonly issued: IssuedDocument; readonly bytes: Uint8Array }> {
    const document = this.#definition(register, documentId)
    await this.#record(act, register, document, id)
    const issued = (await this.#issued(act, register, id, documentId)).find(one => one.id === issuedId)
    if (!issued) throw new NotFoundError(`document ${issuedId}`)
    return { issued, bytes: await this.#files.get(issued.sha256) }
  }

  /** Every field as a letter writes it; a reference as the record that it leads to is called. */
  async #texts(act: Act, register: Register, row: RecordRow): Promise<Readonly<Record<string, string>>> {
    const context = this.#registers.tools.context()
    const links = await referenceLinks(this.#registers, act, register.fields, [row], 'ja')
    return Object.fromEntries(
      register.fields.map(field => {
        const value = row.values[field.id] ?? null
        const name =
          field.field.kind === 'reference' && typeof value === 'string' ? links.nameOf(field, value)?.name : ''
        return [
          field.id,
          field.field.kind === 'reference'
            ? (name ?? '')
            : officialText({ ...field, field: withUnit(register, field.field, row.values) }, value, context),
        ]
      }),
    )
  }

  #content(
    register: Register,
    document: DocumentDefinition,
    marks: Readonly<Record<string, string>>,
  ): readonly ContentLine[] {
    return document.lines.map((line): ContentLine => {
      if (line.kind === 'text' || line.kind === 'heading') return { ...line, text: fillMarks(line.text, marks) }
      if (line.kind !== 'fields') return line
      return {
        kind: 'table',
        rows: line.of.map(id => ({ label: register.field(id).field.label.ja, value: marks[id] || '－' })),
      }
    })
  }
}

const asksReason = (document: DocumentDefinition): boolean =>
  document.lines.some(
    line => (line.kind === 'text' || line.kind === 'heading') && line.text.includes('{document.reason}'),
  )
