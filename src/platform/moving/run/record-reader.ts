import type { Bilingual } from '../../../base/bilingual.ts'
import type { Problem } from '../../../base/problem.ts'
import { isId } from '../../../base/uuid.ts'
import { type FileColumn, registerColumns } from '../../registers/columns.ts'
import type { ReadRow } from '../../registers/import/reader.ts'
import { readField } from '../../registers/kinds/index.ts'
import type { KindContext } from '../../registers/kinds/kind.ts'
import type { Register, RegisterField } from '../../registers/register.ts'
import { codePointsOf, signReader } from '../convert/characters.ts'
import type { ReadItem } from '../convert/item.ts'
import { splitAddress } from '../mapping/address.ts'
import type { FieldRule, TargetMapping } from '../mapping/definition.ts'
import type { MoveInput } from './input.ts'
import type { Findings } from './report.ts'
import type { SourceRow } from './source.ts'

interface ColumnRule {
  readonly column: FileColumn
  readonly rule: FieldRule
}

interface FieldRules {
  readonly field: RegisterField
  /** One a part; undefined where nothing fills it. */
  readonly parts: readonly (FieldRule | undefined)[]
}

const rulesByField = (register: Register, target: TargetMapping): readonly FieldRules[] => {
  const columns = registerColumns(register)
  const given = Object.entries(target.fields).flatMap(([id, rule]): readonly ColumnRule[] => {
    const column = columns.find(one => one.id === id)
    return column ? [{ column, rule }] : []
  })
  const fields = [...new Set(given.map(one => one.column.field))]
  return fields.map(field => ({
    field,
    parts: field.kind
      .parts(field.field)
      .map((_, part) => given.find(one => one.column.field === field && one.column.part === part)?.rule),
  }))
}

const unknownCode = (label: Bilingual): Bilingual => ({
  ja: `${label.ja}：対応表にないコードです。対応表に加えるか、元の値を確かめてください。`,
  en: `${label.en}: the table of codes does not have it. Add it there, or check the value.`,
})
const gaiji = (label: Bilingual): Bilingual => ({
  ja: `${label.ja}：外字です。置き換える標準の文字を外字の表に加えてください。`,
  en: `${label.en}: a private character. Add what stands for it to the table of characters.`,
})

/** What a record reader says of a row, and how it tells findings. */
export interface RecordReader {
  read(source: SourceRow, problems: Problem[]): ReadRow
}

/**
 * Turns rows of a package's file into rows as the registers' import knows them: texts by the mapping's rules, then the
 * fields' own reading, so that moving in accepts exactly what every other way in accepts.
 */
export const recordReader = (
  input: MoveInput,
  target: TargetMapping,
  register: Register,
  context: KindContext,
  findings: Findings,
  /** Problems that were told as findings already. */
  told: WeakSet<Problem>,
): RecordReader => {
  const fields = rulesByField(register, target)
  const signs = signReader(input.characters, input.mapping.characters, input.shrink)
  const memory = new Map<string, ReturnType<typeof readField>>()
  /** Of the row that is being read. */
  const toldSigns = new Set<string>()
  const repeating = new Set(['choice', 'date', 'yesNo', 'code', 'postcode'])

  const refuse = (problems: Problem[], row: number, column: string, message: Bilingual): void => {
    const problem: Problem = { row, column, message }
    told.add(problem)
    problems.push(problem)
  }

  /** The text that one rule makes of a row; null where a finding already refused it. */
  const textOf = (source: SourceRow, rule: FieldRule, field: RegisterField, problems: Problem[]): string | null => {
    const label = field.field.label
    const texts: string[] = []
    for (const id of rule.items ?? []) {
      const item: ReadItem | undefined = source.item(id)
      if (!item || item.text === '') continue
      let text = item.text
      if (rule.codes) {
        const code = rule.codes[text]
        if (code !== undefined) text = code
        else if (rule.others === 'empty') text = ''
        else if (rule.others !== 'keep') {
          // The package's own list may have told it already.
          if (!item.findings.some(found => found.kind === 'code'))
            findings.add('code', target.file, id, source.row, unknownCode(label), { value: text })
          refuse(problems, source.row, id, unknownCode(label))
          return null
        }
      }
      if (text !== '') texts.push(text)
    }
    let text = rule.items?.length ? texts.join(rule.separator ?? '') : (rule.constant ?? '')
    if (text === '' && rule.constant !== undefined) text = rule.constant
    const read = signs(text)
    for (const odd of read.odd) {
      const value = codePointsOf(odd.sign)
      const mark = `${odd.kind} ${odd.sign} ${rule.items?.[0] ?? ''}`
      if (toldSigns.has(mark)) {
        // Two fields of one item: told once, refused by both.
        if (odd.kind === 'gaiji') refuse(problems, source.row, rule.items?.[0] ?? '', gaiji(label))
        continue
      }
      toldSigns.add(mark)
      if (odd.kind === 'gaiji') {
        findings.add('gaiji', target.file, rule.items?.[0] ?? '', source.row, gaiji(label), {
          value,
          suggestions: odd.suggestions,
        })
        refuse(problems, source.row, rule.items?.[0] ?? '', gaiji(label))
      } else if (source.first)
        findings.add(
          odd.kind,
          target.file,
          rule.items?.[0] ?? '',
          source.row,
          odd.kind === 'replaced'
            ? {
                ja: `${label.ja}：外字を表のとおり「${odd.by}」にしました。`,
                en: `${label.en}: replaced by ${odd.by}, as the table says.`,
              }
            : odd.by === null
              ? {
                  ja: `${label.ja}：「${odd.sign}」は文字セットの外です。縮退する文字が決まっていません。`,
                  en: `${label.en}: ${odd.sign} is outside the set, and nothing is chosen to stand for it.`,
                }
              : {
                  ja: `${label.ja}：「${odd.sign}」は文字セットの外です。縮退した文字は「${odd.by}」です。`,
                  en: `${label.en}: ${odd.sign} is outside the set; ${odd.by} stands for it where texts are shrunk.`,
                },
          { value, ...(odd.kind === 'outside' ? { suggestions: odd.suggestions } : { suggestions: [odd.by] }) },
        )
    }
    text = rule.characters === 'shrunk' ? read.shrunk : read.registered
    if (rule.part && text !== '') {
      const at =
        text.search(/[\s\u3000]/) >= 0 && rule.part.separator.trim() === ''
          ? text.search(/[\s\u3000]/)
          : text.indexOf(rule.part.separator)
      const length = Math.max(1, rule.part.separator.length)
      text =
        at < 0
          ? rule.part.of === 'before'
            ? text
            : ''
          : rule.part.of === 'before'
            ? text.slice(0, at)
            : text.slice(at + length).trim()
    }
    if (rule.address) text = splitAddress(text, input.places)[rule.address]
    if (rule.zeros !== undefined && /^\d+$/.test(text) && text.length < rule.zeros) {
      const padded = text.padStart(rule.zeros, '0')
      findings.add('zeros', target.file, rule.items?.[0] ?? '', source.row, {
        ja: `${label.ja}：先頭の0を補って${rule.zeros}桁にしました。`,
        en: `${label.en}: zeros were put in front to make ${rule.zeros} digits.`,
      })
      text = padded
    }
    return text
  }

  const fieldOf = (field: RegisterField, texts: readonly string[]) => {
    if (!repeating.has(field.field.kind) || field.class === 'special')
      return readField(field.id, field.field, texts, context)
    const key = `${field.id}\u0001${texts.join('\u0001')}`
    const before = memory.get(key)
    if (before) return before
    const result = readField(field.id, field.field, texts, context)
    if (memory.size >= 10_000) memory.clear()
    memory.set(key, result)
    return result
  }

  return {
    read(source, problems) {
      toldSigns.clear()
      const patch: Record<string, ReadRow['patch'][string]> = {}
      const pending: { readonly field: RegisterField; readonly text: string }[] = []
      for (const { field, parts } of fields) {
        const texts: string[] = []
        let whole = true
        for (const rule of parts) {
          const text = rule ? textOf(source, rule, field, problems) : ''
          if (text === null) whole = false
          texts.push(text ?? '')
        }
        if (!whole) continue
        const first = texts[0] ?? ''
        if (field.field.kind === 'reference' && first !== '' && !isId(first)) {
          pending.push({ field, text: first })
          continue
        }
        const result = fieldOf(field, texts)
        const item = parts.find(rule => rule?.items?.length)?.items?.[0] ?? field.id
        if (result.ok) {
          patch[field.id] = result.value
          for (const repair of result.repairs ?? []) {
            const { ja, en } = repair.message
            findings.add(field.field.kind === 'code' ? 'zeros' : 'repair', target.file, item, source.row, {
              ja: `${field.field.label.ja}：${ja}`,
              en: `${field.field.label.en}: ${en}`,
            })
          }
        } else
          for (const problem of result.problems) {
            const { ja, en } = problem.message
            const message = { ja: `${field.field.label.ja}：${ja}`, en: `${field.field.label.en}: ${en}` }
            if (source.item(item)?.findings.some(found => found.kind === 'code')) {
              refuse(problems, source.row, item, message)
              continue
            }
            findings.add(field.field.kind === 'choice' ? 'code' : 'field', target.file, item, source.row, message, {
              ...(field.field.kind === 'choice' ? { value: first.slice(0, 20) } : {}),
            })
            refuse(problems, source.row, item, message)
          }
      }
      return {
        row: source.row,
        id: null,
        sample: input.sample,
        sampleKnown: true,
        patch,
        pending,
        problems,
        repairs: [],
      }
    },
  }
}
