import { isDay } from '../../../base/calendar/days.ts'
import type { CodeDefinition } from '../../../base/codes/code.ts'
import { fieldsOf } from '../../../base/condition.ts'
import { compareDecimals } from '../../../base/number.ts'
import { largestFile } from '../../files/store.ts'
import { columnName } from '../column.ts'
import type { RegisterDefinition } from '../definition.ts'
import type { Choice, Field, FieldClass, FieldKindId, Fields, FormerName } from '../field.ts'
import { isFieldId, isReservedWord, platformColumns } from './names.ts'

/** Stops the start: says what is wrong with one field or one part. */
export type Fail = (message: string) => never

export interface FieldSurroundings {
  /** The fields beside it: those of the register, or of the same rows. */
  readonly fields: Fields
  readonly registers: readonly RegisterDefinition[]
  readonly codes: readonly CodeDefinition[]
}

/** Kinds that may be encrypted: one value in one column. */
const sealable: ReadonlySet<FieldKindId> = new Set<FieldKindId>([
  'text',
  'kana',
  'longText',
  'integer',
  'decimal',
  'yen',
  'date',
  'dateTime',
  'yesNo',
  'choice',
  'code',
  'phone',
  'email',
  'url',
  'postcode',
  // Sealed is what names the file; the file itself is sealed in the store, as those of every class are.
  'file',
])

/** Kinds of several columns or lists: equality of them is not what "no two records share it" means. */
const notUnique: ReadonlySet<FieldKindId> = new Set<FieldKindId>([
  'longText',
  'yesNo',
  'choices',
  'address',
  'point',
  'openingHours',
  'file',
  'rows',
])

const notInRows: ReadonlySet<FieldKindId> = new Set<FieldKindId>(['rows', 'reference', 'file'])

const checkChoices = (of: readonly Choice[], fail: Fail): void => {
  if (of.length === 0) fail('offers no choice')
  const seen = new Set<string>()
  for (const { code, label } of of) {
    if (code === '' || code !== code.trim() || /[;；\n]/.test(code)) fail(`choice code "${code}" is empty or holds ";"`)
    for (const word of new Set([code, label.ja, label.en])) {
      if (word.includes(';')) fail(`choice "${code}" holds ";", which parts choices in files`)
      if (seen.has(word)) fail(`"${word}" is there twice among the choices`)
      seen.add(word)
    }
  }
}

const checkLimits = (min: number | undefined, max: number | undefined, fail: Fail): void => {
  for (const limit of [min, max])
    if (limit !== undefined && !Number.isSafeInteger(limit)) fail(`limit ${limit} is not a whole number`)
  if (min !== undefined && max !== undefined && min > max) fail(`min ${min} is more than max ${max}`)
}

const checkPattern = (source: string, fail: Fail): void => {
  try {
    new RegExp(`^(?:${source})$`, 'u')
  } catch {
    fail(`pattern ${source} is not a regular expression`)
  }
}

/** What belongs to a kind alone. */
const checkKind = (id: string, field: Field, around: FieldSurroundings, fail: Fail): void => {
  switch (field.kind) {
    case 'text':
      if (field.pattern) checkPattern(field.pattern.source, fail)
      checkLimits(1, field.maxLength, fail)
      return
    case 'longText':
      checkLimits(1, field.maxLength, fail)
      return
    case 'kana': {
      const named = around.fields[field.of]
      if (named?.kind !== 'text') fail(`is the reading of "${field.of}", which is no text field here`)
      return
    }
    case 'integer':
    case 'yen':
      checkLimits(field.min, field.max, fail)
      return
    case 'decimal':
      if (!Number.isInteger(field.places) || field.places < 0 || field.places > 20) fail('places must be 0 to 20')
      for (const limit of [field.min, field.max])
        if (limit !== undefined && !/^-?\d+(\.\d+)?$/.test(limit)) fail(`limit "${limit}" is not a decimal`)
      if (field.min !== undefined && field.max !== undefined && compareDecimals(field.min, field.max) > 0)
        fail(`min ${field.min} is more than max ${field.max}`)
      if (field.unitFrom !== undefined && around.fields[field.unitFrom]?.kind !== 'choice')
        fail(`has its unit from "${field.unitFrom}", which is no choice here`)
      return
    case 'date':
      for (const limit of [field.min, field.max])
        if (limit !== undefined && !isDay(limit)) fail(`limit "${limit}" is not a day (YYYY-MM-DD)`)
      if (field.min !== undefined && field.max !== undefined && field.min > field.max)
        fail(`min ${field.min} is later than max ${field.max}`)
      return
    case 'choice':
      checkChoices(field.of, fail)
      return
    case 'choices':
      checkChoices(field.of, fail)
      checkLimits(field.min, field.max, fail)
      return
    case 'code':
      if (!around.codes.some(code => code.id === field.code)) fail(`names the unknown code "${field.code}"`)
      return
    case 'reference':
      if (!around.registers.some(register => register.id === field.to)) fail(`refers to unknown register "${field.to}"`)
      return
    case 'file':
      checkLimits(1, field.maxBytes, fail)
      if (field.maxBytes !== undefined && field.maxBytes > largestFile)
        fail(`takes ${field.maxBytes} bytes; a file may have ${largestFile} at most`)
      return
    case 'rows':
      checkLimits(1, field.max, fail)
      checkRowFields(id, field.fields, around, fail)
      return
    default:
      return
  }
}

const checkRowFields = (id: string, fields: Fields, around: FieldSurroundings, fail: Fail): void => {
  if (Object.keys(fields).length === 0) fail('has rows without fields')
  for (const [part, field] of Object.entries(fields)) {
    const failPart: Fail = message => fail(`row field "${id}.${part}" ${message}`)
    if (notInRows.has(field.kind)) failPart(`may not be of kind ${field.kind}: rows hold plain values`)
    if (field.class !== undefined) failPart('has a class of its own: rows have one class, that of their field')
    if (field.unique) failPart('may not be unique: rows are not records')
    checkShape(part, field, { ...around, fields }, failPart)
  }
}

export const checkFormerNames = (names: readonly FormerName[], fail: Fail): void => {
  for (const { until, id } of names) if (!isDay(until)) fail(`former name "${id}" ends on "${until}", which is no day`)
}

/** What holds for fields of records and of rows alike. */
const checkShape = (id: string, field: Field, around: FieldSurroundings, fail: Fail): void => {
  if (!isFieldId(id)) fail('has an id that is not camelCase with at most 40 letters')
  if (field.label.ja.trim() === '' || field.label.en.trim() === '') fail('has no label in one of the languages')
  checkFormerNames(field.formerly ?? [], fail)
  for (const named of field.when ? fieldsOf(field.when) : []) {
    if (named === id) fail('depends on itself (when)')
    if (!Object.hasOwn(around.fields, named)) fail(`depends on unknown field "${named}" (when)`)
  }
  if (field.retired && field.required) fail('is retired and required at once: new records could not be made')
  if (field.retired && !isDay(field.retired.since)) fail(`is retired since "${field.retired.since}", which is no day`)
  checkKind(id, field, around, fail)
}

export const checkField = (
  id: string,
  field: Field,
  fieldClass: FieldClass,
  around: FieldSurroundings,
  fail: Fail,
): void => {
  checkShape(id, field, around, fail)
  const column = columnName(id)
  if (platformColumns.includes(column)) fail(`has the name of a column that every register has: ${column}`)
  if (isReservedWord(column)) fail(`has a name that SQL reserves: ${column}`)
  if (fieldClass === 'special' && !sealable.has(field.kind))
    fail(`is of class special, which kind ${field.kind} cannot be: only single values are encrypted`)
  if (field.unique && notUnique.has(field.kind)) fail(`is unique, which kind ${field.kind} cannot be`)
  if (field.kind === 'reference' && fieldClass === 'public') {
    const target = around.registers.find(register => register.id === field.to)
    if (!target?.publish) fail(`is public and refers to "${field.to}", which is not published`)
  }
}
