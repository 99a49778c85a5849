import { createTransport } from 'nodemailer'
import { newId } from '../../base/uuid.ts'
import type { Act } from '../access/actor.ts'
import type { Database, Transaction } from '../database/connection.ts'
import { runStatements } from '../database/statement.ts'
import { inTenants } from '../database/transaction.ts'
import { record } from '../ledger/service.ts'
import { messagesRead } from './events.ts'

export interface MessageInput {
  readonly tenant: string
  readonly recipient: string
  readonly subject: string
  readonly body: string
  /** Names what the message is about, so that it is sent once: `club_booking/<id>/expires-90/2026-11-22`. */
  readonly occasion?: string
}

export interface MessageView {
  readonly id: string
  readonly recipient: string
  readonly subject: string
  readonly body: string
  readonly state: 'waiting' | 'sent' | 'held' | 'failed'
  readonly problem: string | null
  readonly createdAt: string
  readonly sentAt: string | null
}

export interface MailSettings {
  /** `smtp://…` or `smtps://…`; without it messages are held in the outbox. */
  readonly smtp?: string
  readonly from: string
}

const mostAttempts = 8

/** The words of a mail server's refusal without the addresses that it repeats. */
const withoutAddresses = (text: string): string =>
  text
    .slice(0, 1000)
    .replace(/[^\s<>]+@[^\s<>]+/g, '<address>')
    .slice(0, 300)

/** Mail: an outbox in the database, emptied by a job. */
export class MessageService {
  readonly #database: Database
  readonly #settings: MailSettings

  constructor(database: Database, settings: MailSettings) {
    this.#database = database
    this.#settings = settings
  }

  /** Whether mail leaves the house; without a mail server it stays in the outbox. */
  get sends(): boolean {
    return this.#settings.smtp !== undefined
  }

  #insertion(act: Act, message: MessageInput) {
    return {
      text: `insert into musubi.message (tenant, id, recipient, subject, body, state, created_at, occasion)
        values ($1::uuid, $2::uuid, $3, $4, $5, $6, $7::timestamptz, $8) on conflict (tenant, occasion) do nothing returning id`,
      values: [
        message.tenant,
        newId(),
        message.recipient,
        message.subject,
        message.body,
        this.sends ? 'waiting' : 'held',
        act.clock.now().toISOString(),
        message.occasion ?? null,
      ],
    }
  }

  /** Puts a message into the outbox. @returns false when the same occasion was written about before */
  async write(act: Act, message: MessageInput): Promise<boolean> {
    const [rows] = await runStatements(this.#database.app, act.actor.tenants, [this.#insertion(act, message)])
    return (rows?.length ?? 0) > 0
  }

  /** The same in a transaction of the caller: what is told about and the message stand or fall together. */
  async writeIn(tx: Transaction, act: Act, message: MessageInput): Promise<boolean> {
    const { text, values } = this.#insertion(act, message)
    return (await tx.unsafe(text, values)).length > 0
  }

  /** Whether this occasion was written about before. */
  async isWritten(act: Act, message: MessageInput): Promise<boolean> {
    if (message.occasion === undefined) return false
    const [rows] = await runStatements(this.#database.app, act.actor.tenants, [
      {
        text: 'select 1 from musubi.message where tenant = $1::uuid and occasion = $2',
        values: [message.tenant, message.occasion],
      },
    ])
    return (rows?.length ?? 0) > 0
  }

  /** The newest messages of the actor's organisations; the look is in the ledger, in the same transaction. */
  async outbox(act: Act, most = 200): Promise<readonly MessageView[]> {
    const rows = await inTenants(this.#database.app, act.actor.tenants, async tx => {
      const found = await tx<Readonly<Record<string, unknown>>[]>`
        select * from musubi.message order by created_at desc, id desc limit ${most}`
      if (found.length > 0)
        await record(
          tx,
          {
            event: messagesRead,
            tenant: act.actor.organisation,
            actor: act.actor.person,
            body: { messages: found.map(row => String(row['id'])) },
          },
          act.clock.now(),
        )
      return [...found]
    })
    return rows.map(row => ({
      id: String(row['id']),
      recipient: String(row['recipient']),
      subject: String(row['subject']),
      body: String(row['body']),
      state: row['state'] as MessageView['state'],
      problem: row['problem'] === null ? null : String(row['problem']),
      createdAt: String(row['created_at']),
      sentAt: row['sent_at'] === null ? null : String(row['sent_at']),
    }))
  }

  /**
   * Sends what waits. Two processes never send the same message: a row is locked while it is sent. A message that the
   * server refuses stays, with the reason, and is tried again; after eight attempts it is failed and shown so.
   * @returns how many were sent
   */
  async send(act: Act): Promise<number> {
    const { smtp, from } = this.#settings
    if (smtp === undefined) return 0
    const transport = createTransport(smtp)
    let sent = 0
    try {
      for (;;) {
        const done = await this.#database.app.begin(async tx => {
          await tx`select set_config('musubi.tenants', ${act.actor.tenants.join(',')}, true)`
          const [row] = await tx`select tenant, id, recipient, subject, body, attempts from musubi.message
            where state = 'waiting' and created_at + attempts * attempts * interval '1 minute' <= ${act.clock.now().toISOString()}
            order by created_at limit 1 for update skip locked`
          if (!row) return false
          try {
            await transport.sendMail({
              from,
              to: String(row['recipient']),
              subject: String(row['subject']),
              text: String(row['body']),
              messageId: `<${row['id']}@musubi>`,
            })
            await tx`update musubi.message set state = 'sent', sent_at = ${act.clock.now().toISOString()}, problem = null where tenant = ${row['tenant']} and id = ${row['id']}`
            sent += 1
          } catch (error) {
            const attempts = Number(row['attempts']) + 1
            const problem = withoutAddresses(error instanceof Error ? error.message : String(error))
            await tx`update musubi.message set attempts = ${attempts}, problem = ${problem}, state = ${attempts >= mostAttempts ? 'failed' : 'waiting'}
              where tenant = ${row['tenant']} and id = ${row['id']}`
          }
          return true
        })
        if (!done) return sent
      }
    } finally {
      transport.close()
    }
  }
}
