import { type Language, say } from '../../../base/bilingual.ts'
import { StatusTag } from '../../../ui/tag.tsx'
import { Words } from '../../../ui/words.tsx'
import { showField } from '../kinds/index.ts'
import type { KindContext } from '../kinds/kind.ts'
import type { RecordRow } from '../record.ts'
import type { Register } from '../register.ts'

interface RecordSummaryProps {
  readonly register: Register
  readonly row: RecordRow
  readonly language: Language
  readonly context: KindContext
}

/** Kinds whose values say something in one line without their label's help. */
const tellsAlone: ReadonlySet<string> = new Set(['address', 'phone', 'text', 'choice', 'code', 'date'])

/** One line that tells a record from others of its name: the next columns of its list. */
export const RecordSummary = ({ register, row, language, context }: RecordSummaryProps) => {
  const parts = register.list
    .filter(field => field.class === 'public' && tellsAlone.has(field.field.kind) && !register.naming.includes(field))
    .map(field => ({ field, text: showField(field.field, row.values[field.id] ?? null, language, context) }))
    .filter(({ text }) => text !== '')
    .slice(0, 3)
    .map(({ field, text }) => (field.field.kind === 'date' ? `${say(field.field.label, language)} ${text}` : text))
  return (
    <>
      {row.sample ? <StatusTag tone="sample">{language === 'ja' ? '見本' : 'Sample'}</StatusTag> : null}
      {parts.length ? (
        <span class="hit-line">
          <Words text={parts.join(language === 'ja' ? '　' : ' · ')} />
        </span>
      ) : null}
    </>
  )
}
