import type { CodeDefinition } from './code.ts'
import { readIndividualNumber } from './personal-number.ts'

export const individualNumber: CodeDefinition = {
  id: 'individualNumber',
  title: { ja: '個人番号（マイナンバー）', en: 'Individual number (My Number)' },
  read: readIndividualNumber,
  show: code => code.replace(/^(\d{4})(\d{4})(\d{4})$/, '$1 $2 $3'),
  pattern: '^[0-9]{12}$',
  examples: { good: ['123456789018', '000000000019'], bad: ['123456789012', '23456789018'] },
}
