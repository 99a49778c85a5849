import type { Bilingual } from '../../../base/bilingual.ts'
import { readCodedDay, readPlainDay } from '../../../base/calendar/coded-day.ts'
import { trimAll } from '../../../base/text/width.ts'
import type { CodeListDefinition, ItemDefinition, PackageDefinition } from '../definition.ts'
import type { FindingKind } from '../run/report.ts'

export interface ItemFinding {
  readonly kind: FindingKind
  readonly message: Bilingual
  /** What tells findings of one kind apart: the unknown code. Never a personal value. */
  readonly value?: string
}

export interface ReadItem {
  /** Without blanks around; empty where the item says that nothing is known. Days as YYYY-MM-DD. */
  readonly text: string
  readonly findings: readonly ItemFinding[]
}

const none: readonly ItemFinding[] = []

const within = (list: CodeListDefinition, code: string, day: string): boolean =>
  list.codes.some(one => one.code === code && (one.from ?? '') <= day && day <= (one.to ?? '9999'))

const known = (list: CodeListDefinition): ReadonlySet<string> => new Set(list.codes.map(one => one.code))

/** The code as the list has it, where only leading zeros were lost; a spreadsheet on the way takes them. */
const withZeros = (codes: ReadonlySet<string>, code: string, length: number): string | undefined => {
  for (let width = code.length + 1; width <= length; width += 1) {
    const padded = code.padStart(width, '0')
    if (codes.has(padded)) return padded
  }
  return undefined
}

/** Reads the values of one item. Made once a file. @param day on which codes must hold */
export const itemReader = (of: PackageDefinition, item: ItemDefinition, day: string): ((raw: string) => ReadItem) => {
  const list = of.codes.find(one => one.id === item.codes)
  const codes = list ? known(list) : undefined
  const markers = new Set(item.empty ?? [])
  const name = item.title
  const finding = (kind: FindingKind, ja: string, en: string, value?: string): ItemFinding => ({
    kind,
    message: { ja: `${name.ja}：${ja}`, en: `${name.en}: ${en}` },
    ...(value === undefined ? {} : { value }),
  })
  const missing: ReadItem = {
    text: '',
    findings: item.required ? [finding('required', '必須の項目が空です。', 'is required and empty.')] : none,
  }
  const read = (raw: string): ReadItem => {
    const text = trimAll(raw)
    if (text === '' || markers.has(text)) return missing
    const findings: ItemFinding[] = []
    if (text.length > item.length && [...text].length > item.length)
      findings.push(
        finding(
          'length',
          `項目一覧の長さ（${item.length}文字）を超えています。`,
          `is longer than ${item.length} characters.`,
        ),
      )
    if (item.type === 'date' || item.type === 'eraDate') {
      const result = item.type === 'date' ? readPlainDay(text) : readCodedDay(text, item.eras ?? {})
      if (result.ok) return { text: result.value, findings }
      const message = result.problems[0]?.message ?? { ja: '', en: '' }
      return { text: '', findings: [...findings, finding('date', message.ja, message.en)] }
    }
    if (item.type === 'number' && !/^[-+]?\d[\d,]*(?:\.\d+)?$/.test(text))
      return { text, findings: [...findings, finding('form', '数字ではありません。', 'is no number.')] }
    if (!list || !codes) return { text, findings: findings.length ? findings : none }
    const outOfUse = (code: string): readonly ItemFinding[] =>
      within(list, code, day)
        ? none
        : [
            finding(
              'codePeriod',
              `「${list.title.ja}」で今は使われないコードです。`,
              `is a code of “${list.title.en}” that is not in use now.`,
              code,
            ),
          ]
    if (!codes.has(text)) {
      const padded = withZeros(codes, text, item.length)
      if (padded === undefined)
        return {
          text,
          findings: [
            ...findings,
            finding(
              'code',
              `コード一覧「${list.title.ja}」にないコードです。`,
              `is no code of “${list.title.en}”.`,
              text,
            ),
          ],
        }
      return {
        text: padded,
        findings: [
          ...findings,
          finding('zeros', 'コードの先頭の0を補いました。', 'leading zeros were put back.', `${text} → ${padded}`),
          ...outOfUse(padded),
        ],
      }
    }
    findings.push(...outOfUse(text))
    return { text, findings: findings.length ? findings : none }
  }
  // Codes and days repeat; texts do not and would fill the memory.
  if (item.type === 'text') return read
  const memory = new Map<string, ReadItem>()
  return raw => {
    const before = memory.get(raw)
    if (before) return before
    const result = read(raw)
    if (memory.size >= 5000) memory.clear()
    memory.set(raw, result)
    return result
  }
}
