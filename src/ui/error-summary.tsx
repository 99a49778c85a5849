import { type Language, say } from '../base/bilingual.ts'
import type { Problem } from '../base/problem.ts'
import { fieldId } from './field-id.ts'

interface ErrorSummaryProps {
  readonly language: Language
  readonly problems: readonly Problem[]
}

const place = (problem: Problem, language: Language): string => {
  const row = problem.row === undefined ? '' : language === 'ja' ? `${problem.row}行目` : `Row ${problem.row}`
  const column = problem.column ? (language === 'ja' ? `「${problem.column}」` : ` “${problem.column}”`) : ''
  return row || column ? `${row}${column}${language === 'ja' ? '：' : ': '}` : ''
}

/** Everything that is wrong, at the top of the form, each leading to its field. It takes the focus when the page comes. */
export const ErrorSummary = ({ language, problems }: ErrorSummaryProps) => {
  if (problems.length === 0) return null
  return (
    <div class="error-summary" role="alert" tabindex={-1} aria-labelledby="error-summary-title" autofocus>
      <h2 id="error-summary-title">
        {language === 'ja'
          ? `入力内容を確認してください（${problems.length}件）`
          : `Please check your entries (${problems.length})`}
      </h2>
      <ul>
        {problems.map(problem => {
          const text = `${place(problem, language)}${say(problem.message, language)}`
          return <li>{problem.field ? <a href={`#${fieldId(problem.field)}`}>{text}</a> : text}</li>
        })}
      </ul>
    </div>
  )
}
