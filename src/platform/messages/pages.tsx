import type { Bilingual } from '../../base/bilingual.ts'
import { showMoment } from '../../base/moment.ts'
import { Details } from '../../ui/details.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Notice } from '../../ui/notice.tsx'
import { PageHeading } from '../../ui/page.tsx'
import { Table } from '../../ui/table.tsx'
import { StatusTag, type StatusTone } from '../../ui/tag.tsx'
import { Words } from '../../ui/words.tsx'
import type { Route } from '../routing/route.ts'
import { messagesRead } from './events.ts'
import type { MessageService, MessageView } from './service.ts'

const title: Bilingual = { ja: '送信メッセージ', en: 'Outgoing messages' }
const states: Readonly<Record<MessageView['state'], { readonly tone: StatusTone; readonly text: Bilingual }>> = {
  waiting: { tone: 'waiting', text: { ja: '送信待ち', en: 'Waiting' } },
  sent: { tone: 'good', text: { ja: '送信済み', en: 'Sent' } },
  held: { tone: 'neutral', text: { ja: '保留（メールサーバー未設定）', en: 'Held (no mail server)' } },
  failed: { tone: 'bad', text: { ja: '送信できませんでした', en: 'Failed' } },
}

export const messageRoutes = (messages: MessageService): readonly Route[] => [
  {
    method: 'GET',
    path: '/messages',
    zone: 'staff',
    access: { permission: 'messages.read' },
    ledger: [messagesRead],
    handle: async request => {
      const { language } = request
      const list = await messages.outbox(request.act())
      return {
        kind: 'page',
        title,
        crumbs: [{ title }],
        wide: true,
        body: (
          <>
            <PageHeading title={title[language]} />
            {messages.sends ? null : (
              <Notice tone="info">
                {language === 'ja'
                  ? 'メールサーバーが設定されていないため、メッセージは送信されず、ここに残ります。'
                  : 'No mail server is configured: messages are not sent and stay here.'}
              </Notice>
            )}
            {list.length === 0 ? (
              <Empty title={language === 'ja' ? 'メッセージはありません。' : 'No messages.'} />
            ) : (
              <Table
                language={language}
                caption={title}
                captionHidden
                columns={[
                  { title: { ja: '件名', en: 'Subject' } },
                  { title: { ja: '宛先', en: 'To' } },
                  { title: { ja: '作成', en: 'Written' } },
                  { title: { ja: '状態', en: 'State' } },
                ]}
                rows={list.map(message => ({
                  cells: [
                    <Details summary={message.subject}>
                      <p class="pre-line">
                        <Words text={message.body} />
                      </p>
                    </Details>,
                    message.recipient,
                    showMoment(message.createdAt, language),
                    <>
                      <StatusTag tone={states[message.state].tone}>{states[message.state].text[language]}</StatusTag>
                      {message.problem ? <span class="muted">{message.problem}</span> : null}
                    </>,
                  ],
                }))}
              />
            )}
          </>
        ),
      }
    },
  },
]
