import { createHash } from 'node:crypto'
import type { Bilingual } from '../../../base/bilingual.ts'
import { dayInJapan } from '../../../base/clock.ts'
import { canonicalJson } from '../../../base/json.ts'
import { DefinitionError, InputError, NotFoundError, RefusedError } from '../../../base/problem.ts'
import { type Act, may } from '../../access/actor.ts'
import type { FileStore } from '../../files/store.ts'
import type { RegionDefinition } from '../../region.ts'
import { notVisible } from '../../registers/import/reader.ts'
import type { Register } from '../../registers/register.ts'
import type { Registers } from '../../registers/registers.ts'
import { permission, visibleFields } from '../../registers/visibility.ts'
import type { PackageDefinition } from '../definition.ts'
import { checkMapping } from '../mapping/check.ts'
import type { MoveMapping } from '../mapping/definition.ts'
import type { MoveOffer } from '../offer.ts'
import { checkPackage } from '../package/check.ts'
import type { MoveFile, MoveInput } from '../run/input.ts'
import { asOwn, filesOf, findMove, type MappingRow, type MoveFileRow, type MoveRow, mappingsOf } from '../store.ts'

export interface CheckedOffer {
  readonly layout: PackageDefinition
  readonly mapping: MoveMapping
}

/** What moving in needs of the platform. */
export interface MovingTools {
  readonly registers: Registers
  readonly files: FileStore
  readonly region: RegionDefinition
  /** Layouts that the systems ship, checked at the start. */
  readonly offers: readonly CheckedOffer[]
}

export const manage = 'moving.manage'
export const look = 'moving.look'
export const approve = 'moving.approve'

export const requirePermission = (act: Act, wanted: string): void => {
  if (!may(act.actor, wanted)) throw new RefusedError(wanted)
}

export const refuse = (message: Bilingual, field = ''): InputError =>
  new InputError([{ message, ...(field ? { field } : {}) }])

/** @throws DefinitionError naming the layout: a system that ships a broken one stops the start */
export const checkOffers = (offers: readonly MoveOffer[], registers: Registers): readonly CheckedOffer[] =>
  offers.map(offer => {
    try {
      const layout = checkPackage(offer.layout)
      return { layout, mapping: checkMapping(layout, offer.mapping, id => registers.find(id)?.register) }
    } catch (error) {
      if (!(error instanceof InputError)) throw error
      throw new DefinitionError(`layout for moving in: ${error.message}`)
    }
  })

export const registerOf =
  (tools: MovingTools) =>
  (id: string): Register | undefined =>
    tools.registers.find(id)?.register

export interface LayoutView {
  readonly id: string
  readonly layout: PackageDefinition
  readonly shipped: boolean
}

/** Shipped layouts, then the organisation's own. */
export const layoutsFor = async (tools: MovingTools, act: Act): Promise<readonly LayoutView[]> => {
  const shipped = tools.offers.map(({ layout }) => ({ id: layout.id, layout, shipped: true }))
  const own = await asOwn(tools.registers.tools.database, act, async tx =>
    (
      await tx<{ id: string; content: unknown }[]>`select id, content from musubi.move_layout
        where tenant = ${act.actor.organisation} order by entered_at`
    ).map(row => ({ id: row.id, layout: checkPackage(row.content), shipped: false })),
  )
  return [...shipped, ...own]
}

/** A move with everything that it rests on. */
export interface OpenMove {
  readonly move: MoveRow
  readonly layout: PackageDefinition
  readonly mapping: MappingRow
  readonly files: readonly MoveFileRow[]
}

/** @param id the move's id or name @throws NotFoundError */
export const openMove = async (tools: MovingTools, act: Act, id: string): Promise<OpenMove> => {
  const layouts = await layoutsFor(tools, act)
  return asOwn(tools.registers.tools.database, act, async tx => {
    const move = await findMove(tx, act.actor.organisation, id)
    const mapping = move && (await mappingsOf(tx)).find(one => one.id === move.mapping)
    const layout = layouts.find(one => one.id === move?.layout)?.layout
    if (!move || !mapping || !layout) throw new NotFoundError('move')
    return { move, layout, mapping, files: await filesOf(tx, move.tenant, move.id) }
  })
}

/** What the rehearsal was made of; anything else is another move. */
export const fingerprintOf = ({ move, layout, mapping, files }: OpenMove): string =>
  createHash('sha256')
    .update(
      canonicalJson(
        JSON.parse(
          JSON.stringify([
            layout,
            mapping.content,
            move.characters,
            move.sample,
            files.map(file => [file.file, file.sha256]),
          ]),
        ),
      ),
    )
    .digest('hex')

/** The files as they were put, piece by piece, and never in memory whole. */
const contentOf = (files: FileStore, tenant: string, row: MoveFileRow): MoveFile => ({
  file: row.file,
  name: row.name,
  sha256: row.sha256,
  size: row.size,
  content: {
    name: row.name,
    async *open() {
      for (const piece of row.pieces) yield files.get(piece, tenant)
    },
  },
})

export const inputOf = (tools: MovingTools, act: Act, open: OpenMove): MoveInput => ({
  package: open.layout,
  mapping: open.mapping.content,
  characters: open.move.characters,
  files: open.files.map(row => contentOf(tools.files, open.move.tenant, row)),
  day: dayInJapan(act.clock.now()),
  sample: open.move.sample,
  places: {
    prefecture: tools.region.prefecture.name.ja,
    municipalities: tools.registers.tools
      .context()
      .municipalities()
      .map(({ code, name }) => ({ code, name: name.ja })),
  },
  shrink: tools.region.shrink?.(),
})

/** Whoever moves records in may import each of the registers, and see each field that is filled. @throws RefusedError, InputError */
export const requireImports = (tools: MovingTools, act: Act, mapping: MoveMapping): void => {
  for (const target of mapping.targets) {
    const { register } = tools.registers.service(target.register)
    requirePermission(act, permission(register.id, 'import'))
    const visible = new Set(visibleFields(register, act.actor))
    const ids = Object.keys(target.fields).map(column => column.split('.')[0] ?? '')
    const hidden = register.fields.find(field => ids.includes(field.id) && !visible.has(field))
    if (hidden) throw new InputError([{ field: target.id, message: notVisible(hidden) }])
  }
}
