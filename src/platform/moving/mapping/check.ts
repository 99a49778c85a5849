import type { Bilingual } from '../../../base/bilingual.ts'
import { InputError, type Problem } from '../../../base/problem.ts'
import { characterSets } from '../../../base/text/character-set.ts'
import { registerColumns } from '../../registers/columns.ts'
import type { Register } from '../../registers/register.ts'
import { columnsOf, fileNamed, type PackageDefinition } from '../definition.ts'
import { type FieldRule, type MoveMapping, ruleHasSource, type TargetMapping } from './definition.ts'

export type RegisterOf = (id: string) => Register | undefined

/** Columns of a file and of those joined to it, as rules name them. */
export const sourcesOf = (of: PackageDefinition, target: TargetMapping): readonly string[] => {
  const own = fileNamed(of, target.file)
  const joined = (target.joins ?? []).flatMap(join => {
    const file = fileNamed(of, join.file)
    return file ? columnsOf(file).map(column => `${file.id}.${column.id}`) : []
  })
  return [...(own ? columnsOf(own).map(column => column.id) : []), ...joined]
}

const isRule = (value: unknown): value is FieldRule => typeof value === 'object' && value !== null

/** Everything that would only show in the middle of a million rows. */
export const mappingProblems = (
  of: PackageDefinition,
  mapping: MoveMapping,
  registerOf: RegisterOf,
): readonly Problem[] => {
  const problems: Problem[] = []
  const tell = (field: string, message: Bilingual, value?: string) =>
    problems.push({ field, message, ...(value === undefined ? {} : { value }) })
  if (!characterSets.includes(mapping.characters))
    tell('characters', { ja: '文字セットが正しくありません。', en: 'There is no such set of characters.' })
  for (const target of mapping.targets) {
    const at = target.id
    const register = registerOf(target.register)
    const file = fileNamed(of, target.file)
    if (!register) tell(at, { ja: 'その台帳がありません。', en: 'There is no such register.' }, target.register)
    if (!file)
      tell(at, { ja: 'そのファイルがパッケージにありません。', en: 'The package has no such file.' }, target.file)
    if (!register || !file) continue
    for (const join of target.joins ?? []) {
      const other = fileNamed(of, join.file)
      const own = new Set(columnsOf(file).map(column => column.id))
      const keys = new Set(Object.values(join.on))
      if (
        !other ||
        other.key.length !== keys.size ||
        other.key.some(key => !keys.has(key)) ||
        Object.keys(join.on).some(one => !own.has(one))
      )
        tell(
          `${at}.joins`,
          { ja: 'つなぐ先のファイルのキーと項目が合いません。', en: 'The join does not fit the other file’s key.' },
          join.file,
        )
    }
    if (target.only && !columnsOf(file).some(column => column.id === target.only?.item))
      tell(
        `${at}.only`,
        { ja: '行を選ぶ項目がファイルにありません。', en: 'The file has no such item to choose rows by.' },
        target.only.item,
      )
    const sources = new Set(sourcesOf(of, target))
    const columns = new Set(registerColumns(register).map(column => column.id))
    for (const [column, rule] of Object.entries(target.fields)) {
      const where = `${at}.${column}`
      if (!columns.has(column))
        tell(where, { ja: 'その項目が台帳にありません。', en: 'The register has no such field.' }, column)
      if (!isRule(rule) || !ruleHasSource(rule))
        tell(where, { ja: '元の項目か固定の値を選んでください。', en: 'Choose items or a constant.' })
      for (const item of rule.items ?? [])
        if (!sources.has(item))
          tell(where, { ja: 'その項目がパッケージにありません。', en: 'The package has no such item.' }, item)
    }
    const given = new Set(Object.keys(target.fields).map(column => column.split('.')[0]))
    for (const field of register.fields)
      if (field.field.required && field.field.when === undefined && !given.has(field.id))
        tell(`${at}.${field.id}`, {
          ja: `必須の項目「${field.field.label.ja}」に、元の項目が決まっていません。`,
          en: `“${field.field.label.en}” is required and has no source.`,
        })
  }
  return problems
}

/** @throws InputError */
export const checkMapping = (of: PackageDefinition, mapping: MoveMapping, registerOf: RegisterOf): MoveMapping => {
  const problems = mappingProblems(of, mapping, registerOf)
  if (problems.length) throw new InputError(problems)
  return mapping
}
