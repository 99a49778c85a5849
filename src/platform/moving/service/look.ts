import { NotFoundError } from '../../../base/problem.ts'
import type { Act } from '../../access/actor.ts'
import { record } from '../../ledger/service.ts'
import { visibleFields } from '../../registers/visibility.ts'
import { columnsOf, fileNamed, type PackageColumn } from '../definition.ts'
import { moveFileRead } from '../events.ts'
import { openPackageFile, type PackageRow } from '../package/read.ts'
import { asOwn } from '../store.ts'
import { inputOf, look, type MovingTools, type OpenMove, openMove, requirePermission } from './tools.ts'

export interface LookedRows {
  readonly columns: readonly PackageColumn[]
  readonly rows: readonly PackageRow[]
}

/** Items that fill a field which the actor may not see, such as a number of class special: masked here too. */
const hiddenItems = (tools: MovingTools, act: Act, open: OpenMove, file: string): ReadonlySet<string> => {
  const hidden = open.mapping.content.targets
    .filter(target => target.file === file)
    .flatMap(target => {
      const { register } = tools.registers.service(target.register)
      const visible = new Set(visibleFields(register, act.actor).map(field => field.id))
      return Object.entries(target.fields)
        .filter(([column]) => !visible.has(column.split('.')[0] ?? ''))
        .flatMap(([, rule]) => rule.items ?? [])
    })
  return new Set(hidden)
}

/**
 * Some rows of a file as they stand in it. They hold personal data: a permission of its own, and a ledger entry before
 * they are shown.
 * @param wanted row numbers, or how many from the beginning
 */
export const lookAtRows = async (
  tools: MovingTools,
  act: Act,
  id: string,
  file: string,
  wanted: readonly number[] | { readonly first: number },
  only?: readonly string[],
): Promise<LookedRows> => {
  requirePermission(act, look)
  const open = await openMove(tools, act, id)
  const of = fileNamed(open.layout, file)
  const given = inputOf(tools, act, open).files.find(one => one.file === file)
  if (!of || !given) throw new NotFoundError('file')
  const numbers = 'first' in wanted ? null : new Set(wanted)
  const most = 'first' in wanted ? wanted.first : wanted.length
  const rows: PackageRow[] = []
  if (most > 0) {
    const opened = await openPackageFile(given.content, of)
    for await (const row of opened.rows) {
      if (numbers && !numbers.has(row.row)) continue
      rows.push(row)
      if (rows.length >= most) break
    }
  }
  const columns = columnsOf(of)
  const hidden = hiddenItems(tools, act, open, file)
  await asOwn(tools.registers.tools.database, act, tx =>
    record(
      tx,
      {
        event: moveFileRead,
        tenant: act.actor.organisation,
        actor: act.actor.person,
        body: {
          move: open.move.id,
          file,
          rows: rows.map(row => row.row),
          items: only ? [...only] : columns.map(column => column.id).filter(column => !hidden.has(column)),
        },
      },
      act.clock.now(),
    ),
  )
  return {
    columns,
    rows: rows.map(row => ({
      ...row,
      cells: row.cells.map((cell, at) => (cell !== '' && hidden.has(columns[at]?.id ?? '') ? '＊' : cell)),
    })),
  }
}
