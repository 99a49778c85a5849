import { type Language, say } from '../../base/bilingual.ts'
import type { Condition } from '../../platform/health/condition.ts'
import { Banner } from '../../ui/notice.tsx'

/** What does not work as it should, across the top of the page, the gravest first. */
export const Conditions = ({
  language,
  conditions,
}: {
  readonly language: Language
  readonly conditions: readonly Condition[]
}) => (
  <>
    {conditions.map(one => (
      <Banner tone={one.tone} label={say(one.label, language)}>
        {say(one.text, language)}
      </Banner>
    ))}
  </>
)
