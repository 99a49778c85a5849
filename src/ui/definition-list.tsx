import type { Child } from 'hono/jsx'
import { type Bilingual, type Language, say } from '../base/bilingual.ts'
import { Words } from './words.tsx'

export interface Definition {
  readonly term: Bilingual
  /** null, undefined or '' is shown as "not entered". */
  readonly value: Child
}

interface DefinitionListProps {
  readonly language: Language
  readonly items: readonly Definition[]
}

const isEmpty = (value: Child): boolean => value === null || value === undefined || value === ''

/** Names and values of one record. */
export const DefinitionList = ({ language, items }: DefinitionListProps) => (
  <dl class="definitions">
    {items.map(item => (
      <div>
        <dt>{say(item.term, language)}</dt>
        <dd>
          {isEmpty(item.value) ? (
            <span class="muted">{language === 'ja' ? '（記載なし）' : '(not entered)'}</span>
          ) : typeof item.value === 'string' ? (
            <Words text={item.value} />
          ) : (
            item.value
          )}
        </dd>
      </div>
    ))}
  </dl>
)
