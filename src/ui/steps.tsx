import { type Bilingual, type Language, say } from '../base/bilingual.ts'

interface StepsProps {
  readonly language: Language
  readonly label: Bilingual
  readonly steps: readonly Bilingual[]
  /** Counted from 0; the number of steps when all are done. */
  readonly current: number
}

const state = (at: number, current: number, language: Language): string => {
  if (at < current) return language === 'ja' ? '（完了）' : ' (done)'
  return at === current ? (language === 'ja' ? '（現在）' : ' (now)') : ''
}

/** Where one stands on the way through a procedure. */
export const Steps = ({ language, label, steps, current }: StepsProps) => (
  <ol class="steps" aria-label={say(label, language)}>
    {steps.map((step, at) => (
      <li
        class={at < current ? 'step step-done' : at === current ? 'step step-now' : 'step'}
        aria-current={at === current ? 'step' : undefined}
      >
        {say(step, language)}
        <span class="visually-hidden">{state(at, current, language)}</span>
      </li>
    ))}
  </ol>
)
