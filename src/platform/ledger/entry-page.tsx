import { type Language, say } from '../../base/bilingual.ts'
import { DefinitionList } from '../../ui/definition-list.tsx'
import { href } from '../../ui/link.ts'
import { PageHeading, Section } from '../../ui/page.tsx'
import { StatusTag } from '../../ui/tag.tsx'
import { proofState } from './proof-service.ts'
import type { EntryRow } from './search.ts'
import { columnTitles, nobody, stateWords, timeText } from './words.ts'

interface EntryPageProps {
  readonly language: Language
  readonly entry: EntryRow
  readonly eventTitle: string
  /** Name of the actor, where it is known. */
  readonly actorName: string | undefined
  /** Size of the newest checkpoint. */
  readonly signed: number
}

const formatted = (content: string): string => JSON.stringify(JSON.parse(content), null, 2)

/** One entry: what it says, exactly what is hashed, and its proof. */
export const EntryPage = ({ language, entry, eventTitle, actorName, signed }: EntryPageProps) => {
  const ja = language === 'ja'
  const state = proofState(entry.seq, signed)
  const { title, tone } = stateWords[state]
  return (
    <>
      <PageHeading title={eventTitle} tags={<StatusTag tone={tone}>{say(title, language)}</StatusTag>} />
      <DefinitionList
        language={language}
        items={[
          { term: columnTitles.at, value: <time datetime={entry.at}>{timeText(entry.at, language)}</time> },
          { term: columnTitles.actor, value: actorName ?? entry.actor ?? say(nobody, language) },
          { term: columnTitles.record, value: entry.register && [entry.register, entry.record].join(' ') },
          { term: columnTitles.person, value: entry.person },
          { term: { ja: '証跡のID', en: 'Entry id' }, value: entry.id },
          { term: { ja: '記録番号', en: 'Place in the log' }, value: entry.seq },
        ]}
      />
      <Section title={ja ? '記録された内容' : 'What was entered'}>
        <pre>{formatted(entry.content)}</pre>
      </Section>
      <Section title={ja ? '証明' : 'Proof'}>
        {state === 'provable' ? (
          <>
            <p>
              {ja
                ? 'この記録が署名済みの台帳に含まれることを、外部の監督者が自分で確かめられます。'
                : 'A supervisor outside can check that this entry is in the signed log.'}
            </p>
            <p>
              <a href={href(language, `/ledger/proof?entry=${entry.id}`)}>
                {ja ? '証明を開く（JSON）' : 'Open the proof (JSON)'}
              </a>
            </p>
          </>
        ) : (
          <p>
            {ja
              ? 'まだ署名されたチェックポイントに含まれていません。通常は数秒で証明できるようになります。'
              : 'Not under a signed checkpoint yet. This normally takes a few seconds.'}
          </p>
        )}
      </Section>
    </>
  )
}
