import type { LedgerEventDefinition } from '../ledger/definition.ts'

export const messagesRead: LedgerEventDefinition = {
  id: 'messages.read',
  title: { ja: '送信メッセージの閲覧', en: 'Outgoing messages read' },
  holds: { ja: '表示したメッセージの番号', en: 'Ids of the messages shown' },
}
