import { InputError, type Problem } from '../../../base/problem.ts'
import { createSeen, type Seen } from '../../registers/import/seen.ts'
import { itemReader, type ReadItem } from '../convert/item.ts'
import { columnsOf, type FileDefinition, fileNamed } from '../definition.ts'
import type { JoinMapping, TargetMapping } from '../mapping/definition.ts'
import { openPackageFile } from '../package/read.ts'
import type { MoveFile, MoveInput } from './input.ts'
import { type FileReport, type Findings, findingKinds } from './report.ts'

/** A row with its items read. */
export interface SourceRow {
  readonly row: number
  /** The file is read for the first time: what concerns items is told now, and not again for a second register. */
  readonly first: boolean
  /** Of this file, or of a joined one (`household.address`). */
  item(id: string): ReadItem | undefined
}

export interface SourceRows {
  readonly source: SourceRow
  readonly problems: Problem[]
}

/** Rows of a joined file are held in memory, their needed items only: a larger one would have to be a file of its own. */
export const mostJoined = 500_000

const joinText = (parts: readonly string[]): string => parts.join('\u0001')
const empty: ReadItem = { text: '', findings: [] }

/** What is known of the files of one run: keys seen, what was told already. */
export interface Sources {
  /** Rows of a file for one target; for none, only to be counted and told. */
  rows(file: MoveFile, of: FileDefinition, target: TargetMapping | null): AsyncGenerator<SourceRows>
  reports(): readonly FileReport[]
}

interface Joined {
  readonly file: string
  readonly on: readonly string[]
  readonly rows: ReadonlyMap<string, ReadonlyMap<string, ReadItem>>
}

export const createSources = (input: MoveInput, findings: Findings, told: WeakSet<Problem>): Sources => {
  const reports = new Map<string, FileReport>()
  /** By file and the items that children name: the parents that there are. */
  const parents = new Map<string, Seen>()
  const parentKey = (file: string, items: readonly string[]) => `${file} ${items.join(' ')}`
  const wanted = input.package.files.flatMap(({ parent }) =>
    parent ? [{ file: parent.file, items: Object.values(parent.join) }] : [],
  )

  const load = async (join: JoinMapping, needed: ReadonlySet<string>): Promise<Joined> => {
    const of = fileNamed(input.package, join.file)
    const file = input.files.find(one => one.file === join.file)
    const rows = new Map<string, ReadonlyMap<string, ReadItem>>()
    const on = Object.entries(join.on)
    // In the order of the other file's key.
    const ordered = (of?.key ?? []).flatMap(key => on.find(([, other]) => other === key)?.[0] ?? [])
    if (!of || !file) return { file: join.file, on: ordered, rows }
    const columns = columnsOf(of).map(column => ({
      ...column,
      read: itemReader(input.package, column.item, input.day),
    }))
    const opened = await openPackageFile(file.content, of)
    for await (const { cells } of opened.rows) {
      if (rows.size >= mostJoined)
        throw new InputError([
          {
            field: join.file,
            message: {
              ja: `つなぐファイルは${mostJoined.toLocaleString('en')}行までです。台帳を分けて取り込んでください。`,
              en: `A joined file may have ${mostJoined} rows. Move it in as a register of its own.`,
            },
          },
        ])
      const read = (id: string): ReadItem => {
        const at = columns.findIndex(column => column.id === id)
        return columns[at]?.read(cells[at] ?? '') ?? empty
      }
      const kept = new Map([...needed].map(id => [id, read(id)] as const))
      rows.set(joinText(of.key.map(key => read(key).text)), kept)
    }
    return { file: join.file, on: ordered, rows }
  }

  const loadAll = (target: TargetMapping | null): Promise<readonly Joined[]> =>
    Promise.all(
      (target?.joins ?? []).map(join => {
        const prefix = `${join.file}.`
        const names = Object.values(target?.fields ?? {}).flatMap(rule => rule.items ?? [])
        return load(join, new Set(names.flatMap(name => (name.startsWith(prefix) ? [name.slice(prefix.length)] : []))))
      }),
    )

  return {
    reports: () => [...reports.values()],
    async *rows(file, of, target) {
      const first = !reports.has(of.id)
      const columns = columnsOf(of)
      const readers = columns.map(column => itemReader(input.package, column.item, input.day))
      const places = new Map(columns.map((column, at) => [column.id, at]))
      const joined = await loadAll(target)
      const rules = Object.values(target?.fields ?? {})
      const used = new Set([
        ...of.key,
        ...rules.flatMap(rule => rule.items ?? []),
        ...Object.keys(of.parent?.join ?? {}),
        ...(target?.only ? [target.only.item] : []),
      ])
      /** Codes that the mapping translates although the package's list lacks them. */
      const covered = (id: string, code: string | undefined): boolean =>
        code !== undefined &&
        rules.some(
          rule =>
            rule.items?.includes(id) && rule.codes && (rule.codes[code] !== undefined || rule.others !== undefined),
        )
      const filled = columns.map(() => 0)
      let count = 0
      const keys = createSeen()
      const own = first ? wanted.filter(one => one.file === of.id) : []
      for (const { items } of own)
        parents.set(parentKey(of.id, items), parents.get(parentKey(of.id, items)) ?? createSeen())
      const opened = await openPackageFile(file.content, of)
      for await (const row of opened.rows) {
        count += 1
        const problems: Problem[] = []
        const refuse = (item: string, message: Problem['message']) => {
          const problem: Problem = { row: row.row, column: item, message }
          told.add(problem)
          problems.push(problem)
        }
        if (row.wrong) {
          if (first) findings.add('width', of.id, '', row.row, row.wrong)
          refuse('', row.wrong)
          yield { source: { row: row.row, first, item: () => undefined }, problems }
          continue
        }
        const items = new Array<ReadItem | undefined>(columns.length)
        const at = (place: number): ReadItem => {
          const before = items[place]
          if (before) return before
          const result = readers[place]?.(row.cells[place] ?? '') ?? empty
          items[place] = result
          return result
        }
        columns.forEach((column, place) => {
          const item = at(place)
          if (item.text !== '') filled[place] = (filled[place] ?? 0) + 1
          for (const found of item.findings) {
            if (found.kind === 'code' && covered(column.id, found.value)) continue
            if (first)
              findings.add(
                found.kind,
                of.id,
                column.id,
                row.row,
                found.message,
                found.value === undefined ? {} : { value: found.value },
              )
            if (findingKinds[found.kind].refuses && used.has(column.id)) refuse(column.id, found.message)
          }
        })
        const textOf = (id: string): string => {
          const place = places.get(id)
          return place === undefined ? '' : at(place).text
        }
        if (of.key.length) {
          const before = keys.add(joinText(of.key.map(textOf)), row.row)
          if (before) {
            const message = {
              ja: `キー（${of.key.map(id => of.items.find(item => item.id === id)?.title.ja ?? id).join('・')}）が前の行と同じです。`,
              en: `The key (${of.key.join(', ')}) stood in a row before.`,
            }
            if (first) findings.add('duplicate', of.id, of.key.join(' '), row.row, message)
            refuse(of.key.join(' '), message)
          }
        }
        for (const { items: names } of own)
          parents.get(parentKey(of.id, names))?.add(joinText(names.map(textOf)), row.row)
        const { parent } = of
        const known = parent && parents.get(parentKey(parent.file, Object.values(parent.join)))
        if (parent && known && Object.keys(parent.join).some(id => textOf(id) !== '')) {
          if (!known.has(joinText(Object.keys(parent.join).map(textOf)))) {
            const title = fileNamed(input.package, parent.file)?.title ?? { ja: parent.file, en: parent.file }
            const message = {
              ja: `「${title.ja}」に、この行の親がありません。`,
              en: `“${title.en}” has no row that this one belongs to.`,
            }
            if (first) findings.add('orphan', of.id, Object.keys(parent.join).join(' '), row.row, message)
            refuse(Object.keys(parent.join).join(' '), message)
          }
        }
        if (target?.only && !target.only.oneOf.includes(textOf(target.only.item))) continue
        yield {
          problems,
          source: {
            row: row.row,
            first,
            item: id => {
              const place = places.get(id)
              if (place !== undefined) return at(place)
              const from = joined.find(one => id.startsWith(`${one.file}.`))
              return from?.rows.get(joinText(from.on.map(textOf)))?.get(id.slice(from.file.length + 1))
            },
          },
        }
      }
      if (!first) return
      for (const notice of opened.notices) findings.add('notice', of.id, '', 0, notice)
      for (const heading of opened.missing)
        findings.add(
          'file',
          of.id,
          '',
          1,
          { ja: `見出し「${heading}」の列がありません。`, en: `There is no column headed ${heading}.` },
          { value: heading },
        )
      reports.set(of.id, {
        file: of.id,
        name: file.name,
        sha256: file.sha256,
        size: file.size,
        rows: count,
        items: columns.map((column, place) => ({
          id: column.id,
          filled: filled[place] ?? 0,
          empty: count - (filled[place] ?? 0),
        })),
      })
    },
  }
}
