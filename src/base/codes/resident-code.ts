import type { CodeDefinition } from './code.ts'
import { readResidentCode } from './personal-number.ts'

export const residentCode: CodeDefinition = {
  id: 'residentCode',
  title: { ja: '住民票コード', en: 'Resident record code' },
  read: readResidentCode,
  pattern: '^[0-9]{11}$',
  examples: { good: ['12345678903', '00000000019'], bad: ['12345678901', '2345678903'] },
}
