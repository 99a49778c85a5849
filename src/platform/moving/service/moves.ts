import { createHash } from 'node:crypto'
import { parseCsv } from '../../../base/csv/parse.ts'
import { InputError, NotFoundError, type Problem } from '../../../base/problem.ts'
import { isInSet, isPrivateSign, signsOf } from '../../../base/text/character-set.ts'
import { newId } from '../../../base/uuid.ts'
import type { Act } from '../../access/actor.ts'
import { record } from '../../ledger/service.ts'
import type { CharacterTable } from '../convert/characters.ts'
import { noCharacters } from '../convert/characters.ts'
import { fileNamed, fitsPattern } from '../definition.ts'
import { moveFilePut } from '../events.ts'
import { checkMapping } from '../mapping/check.ts'
import type { FieldRule, MoveMapping, TargetMapping } from '../mapping/definition.ts'
import { ruleHasSource } from '../mapping/definition.ts'
import { readPackage } from '../package/check.ts'
import { asOwn, json, type MappingRow, type MoveRow, mappingsOf, movesOf, plansOf } from '../store.ts'
import { layoutsFor, type MovingTools, manage, openMove, refuse, registerOf, requirePermission } from './tools.ts'

const nameOf = (text: string, field: string): string => {
  const name = text.trim()
  if (name === '' || [...name].length > 100)
    throw refuse({ ja: '名前を100文字以内で入力してください。', en: 'Give a name of at most 100 characters.' }, field)
  return name
}

/** A layout of the organisation's own. @throws InputError naming each place that is wrong */
export const saveLayout = async (tools: MovingTools, act: Act, text: string): Promise<string> => {
  requirePermission(act, manage)
  const layout = readPackage(text)
  const id = newId()
  await asOwn(
    tools.registers.tools.database,
    act,
    tx =>
      tx`insert into musubi.move_layout ${tx({
        tenant: act.actor.organisation,
        id,
        name: layout.title.ja,
        content: tx.json(json(layout)),
        entered_at: act.clock.now().toISOString(),
        entered_by_name: act.actor.name,
      })}`,
  )
  return id
}

/** Mappings of a layout: own ones, those that others share, and the shipped one, under the layout's id. */
export const mappingsFor = async (tools: MovingTools, act: Act, layout: string): Promise<readonly MappingRow[]> => {
  requirePermission(act, manage)
  const saved = await asOwn(tools.registers.tools.database, act, mappingsOf)
  return saved.filter(one => one.layout === layout)
}

/** @param from a mapping's id, or `shipped`; without it an empty one */
const mappingFrom = async (
  tools: MovingTools,
  act: Act,
  layout: string,
  from: string,
): Promise<{ readonly content: MoveMapping; readonly copied: string | null }> => {
  const offer = tools.offers.find(one => one.layout.id === layout)
  if (from === 'shipped' && offer) return { content: offer.mapping, copied: 'shipped' }
  const found = (await mappingsFor(tools, act, layout)).find(one => one.id === from)
  if (found) return { content: found.content, copied: found.id }
  throw refuse({ ja: '元にする対応づけを選んでください。', en: 'Choose the mapping to begin with.' }, 'mapping')
}

/** Begins a move: its mapping is a copy of another one, so that what differs can be told. */
export const createMove = async (
  tools: MovingTools,
  act: Act,
  input: { readonly name: string; readonly layout: string; readonly mapping: string; readonly sample: boolean },
): Promise<string> => {
  requirePermission(act, manage)
  const name = nameOf(input.name, 'name')
  const layout = (await layoutsFor(tools, act)).find(one => one.id === input.layout)
  if (!layout) throw refuse({ ja: 'レイアウトを選んでください。', en: 'Choose a layout.' }, 'layout')
  const { content, copied } = await mappingFrom(tools, act, layout.id, input.mapping)
  const [id, mapping] = [newId(), newId()]
  const at = act.clock.now().toISOString()
  const tenant = act.actor.organisation
  await asOwn(tools.registers.tools.database, act, async tx => {
    if ((await movesOf(tx, tenant)).some(one => one.name === name))
      throw refuse({ ja: '同じ名前の移行があります。', en: 'There is a move of this name.' }, 'name')
    await tx`insert into musubi.move_mapping ${tx({
      tenant,
      id: mapping,
      layout: layout.id,
      name,
      content: tx.json(json(content)),
      copied_from: copied,
      copied: tx.json(json(content)),
      updated_at: at,
      updated_by_name: act.actor.name,
    })}`
    await tx`insert into musubi.move ${tx({
      tenant,
      id,
      name,
      layout: layout.id,
      mapping,
      characters: tx.json(json(noCharacters)),
      sample: input.sample,
      created_at: at,
      created_by_name: act.actor.name,
    })}`
  })
  return id
}

export const listMoves = (tools: MovingTools, act: Act): Promise<readonly MoveRow[]> =>
  asOwn(tools.registers.tools.database, act, tx => movesOf(tx, act.actor.organisation))

/** What a cut-over rests on stays as it is while one is planned. @throws InputError */
const requireNoOpenPlan = async (tools: MovingTools, act: Act, move: string): Promise<void> => {
  const plans = await asOwn(tools.registers.tools.database, act, tx => plansOf(tx, act.actor.organisation, move))
  if (plans.some(plan => plan.state === 'running'))
    throw refuse({
      ja: '切替の実行中です。終わるまで変更できません。',
      en: 'A cut-over is running. Nothing can be changed until it ends.',
    })
}

/** Of one piece; a file of any size is put piece by piece. Bytes. */
const pieceSize = 2 * 1024 * 1024

async function* piecesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let held: Uint8Array[] = []
  let size = 0
  for await (const chunk of chunks)
    for (let from = 0; from < chunk.length; ) {
      const part = chunk.subarray(from, from + pieceSize - size)
      held.push(part)
      size += part.length
      from += part.length
      if (size < pieceSize) continue
      yield Buffer.concat(held)
      held = []
      size = 0
    }
  if (size) yield Buffer.concat(held)
}

/**
 * Puts a file of the old system into the store, sealed. Another file of the same kind takes its place.
 * @param file id of the package's file; empty to tell it by the name
 * @throws InputError for a name that fits no file
 */
export const putFile = async (
  tools: MovingTools,
  act: Act,
  id: string,
  input: { readonly file: string; readonly name: string; readonly content: AsyncIterable<Uint8Array> },
): Promise<string> => {
  requirePermission(act, manage)
  const { move, layout } = await openMove(tools, act, id)
  await requireNoOpenPlan(tools, act, move.id)
  const of = input.file
    ? fileNamed(layout, input.file)
    : layout.files.find(file => fitsPattern(file.pattern, input.name))
  if (!of)
    throw refuse(
      {
        ja: `「${input.name}」がどのファイルか分かりません。種類を選ぶか、名前を ${layout.files.map(file => file.pattern).join('、')} のどれかに合わせてください。`,
        en: `“${input.name}” fits none of ${layout.files.map(file => file.pattern).join(', ')}. Choose which file it is.`,
      },
      'file',
    )
  const hash = createHash('sha256')
  const tenant = act.actor.organisation
  const pieces: string[] = []
  let size = 0
  for await (const piece of piecesOf(input.content)) {
    hash.update(piece)
    size += piece.length
    pieces.push(await tools.files.put(piece, tenant))
  }
  if (size === 0) throw refuse({ ja: 'ファイルが空です。', en: 'The file is empty.' }, 'file')
  const sha256 = hash.digest('hex')
  const at = act.clock.now()
  await asOwn(tools.registers.tools.database, act, async tx => {
    const row = {
      name: input.name.slice(0, 200),
      sha256,
      size,
      pieces,
      put_at: at.toISOString(),
      put_by_name: act.actor.name,
    }
    await tx`insert into musubi.move_file ${tx({ tenant, move: move.id, file: of.id, ...row })}
      on conflict (tenant, move, file) do update set ${tx(row)}`
    await record(
      tx,
      { event: moveFilePut, tenant, actor: act.actor.person, body: { move: move.id, file: of.id, sha256, size } },
      at,
    )
  })
  return of.id
}

/** Takes the files away when they are no longer needed; the store's sweep removes the bytes. */
export const discardFiles = async (tools: MovingTools, act: Act, id: string): Promise<void> => {
  requirePermission(act, manage)
  const { move } = await openMove(tools, act, id)
  await requireNoOpenPlan(tools, act, move.id)
  await asOwn(
    tools.registers.tools.database,
    act,
    tx => tx`delete from musubi.move_file where tenant = ${move.tenant} and move = ${move.id}`,
  )
}

/**
 * The municipality's table of its signs, as CSV: 種別（外字 or 縮退）, 元の文字, 置き換える文字. Signs as themselves or as
 * `U+E000`, since private characters show nowhere else.
 */
export const readCharacters = (text: string): CharacterTable => {
  const problems: Problem[] = []
  const table = { registered: {} as Record<string, string>, shrunk: {} as Record<string, string> }
  const signOf = (cell: string): string =>
    /^(?:U\+[0-9A-Fa-f]{4,6}\s*)+$/.test(cell.trim())
      ? (cell.match(/U\+[0-9A-Fa-f]{4,6}/gi) ?? [])
          .map(code => String.fromCodePoint(Math.min(0x10ffff, Number.parseInt(code.slice(2), 16))))
          .join('')
      : cell.trim()
  for (const { row, cells } of parseCsv(text.replace(/^\ufeff/, ''))) {
    const [kind = '', from = '', to = ''] = cells.map(cell => cell.trim())
    if (row === 1 && kind === '種別') continue
    const [sign, by] = [signOf(from), signOf(to)]
    const tell = (ja: string, en: string) =>
      problems.push({ row, field: 'characters', message: { ja: `${row}行目：${ja}`, en: `Row ${row}: ${en}` } })
    if (signsOf(sign).length !== 1) tell('元の文字は1文字にしてください。', 'The sign must be one character.')
    else if (by === '' || signsOf(by).some(isPrivateSign))
      tell('置き換える文字は標準の文字にしてください。', 'What stands for it must be standard characters.')
    else if (kind === '外字') table.registered[sign] = by
    else if (kind !== '縮退') tell('種別は「外字」か「縮退」にしてください。', 'The kind is 外字 or 縮退.')
    else if (!signsOf(by).every(one => isInSet(one, 'jis-x-0208')))
      tell('縮退する文字は第1・第2水準の文字にしてください。', 'A shrunk text has characters of JIS X 0208.')
    else table.shrunk[sign] = by
  }
  if (problems.length) throw new InputError(problems)
  return table
}

export const charactersAsCsv = (table: CharacterTable): readonly (readonly string[])[] =>
  (['registered', 'shrunk'] as const).flatMap(kind =>
    Object.entries(table[kind]).map(([from, to]) => [
      kind === 'registered' ? '外字' : '縮退',
      isPrivateSign(from)
        ? [...from].map(one => `U+${(one.codePointAt(0) ?? 0).toString(16).toUpperCase()}`).join(' ')
        : from,
      to,
    ]),
  )

export const saveCharacters = async (tools: MovingTools, act: Act, id: string, text: string): Promise<void> => {
  requirePermission(act, manage)
  const { move } = await openMove(tools, act, id)
  await requireNoOpenPlan(tools, act, move.id)
  const table = readCharacters(text)
  await asOwn(
    tools.registers.tools.database,
    act,
    tx =>
      tx`update musubi.move set characters = ${tx.json(json(table))} where tenant = ${move.tenant} and id = ${move.id}`,
  )
}

/** Changes one rule of the move's mapping; null takes it away. @throws InputError, NotFoundError */
export const changeRule = async (
  tools: MovingTools,
  act: Act,
  id: string,
  place: { readonly target: string; readonly column: string },
  rule: FieldRule | null,
): Promise<void> => {
  requirePermission(act, manage)
  const { move, layout, mapping } = await openMove(tools, act, id)
  await requireNoOpenPlan(tools, act, move.id)
  if (!mapping.content.targets.some(target => target.id === place.target)) throw new NotFoundError('target')
  const targets = mapping.content.targets.map(target => {
    if (target.id !== place.target) return target
    const { [place.column]: _, ...others } = target.fields
    return { ...target, fields: rule && ruleHasSource(rule) ? { ...others, [place.column]: rule } : others }
  })
  const content = checkMapping(layout, { ...mapping.content, targets }, registerOf(tools))
  await writeMapping(tools, act, mapping.id, content)
}

/** Which rows of a target's file become records, and which files lend them items. */
export type TargetRows = Pick<TargetMapping, 'joins' | 'only'>

/** Changes the rows and joins of one target. @throws InputError, NotFoundError */
export const changeRows = async (
  tools: MovingTools,
  act: Act,
  id: string,
  target: string,
  rows: TargetRows,
): Promise<void> => {
  requirePermission(act, manage)
  const { move, layout, mapping } = await openMove(tools, act, id)
  await requireNoOpenPlan(tools, act, move.id)
  if (!mapping.content.targets.some(one => one.id === target)) throw new NotFoundError('target')
  const targets = mapping.content.targets.map(one => {
    if (one.id !== target) return one
    const { joins: _, only: __, ...rest } = one
    return { ...rest, ...rows }
  })
  await writeMapping(tools, act, mapping.id, checkMapping(layout, { ...mapping.content, targets }, registerOf(tools)))
}

const writeMapping = (tools: MovingTools, act: Act, id: string, content: MoveMapping): Promise<unknown> =>
  asOwn(
    tools.registers.tools.database,
    act,
    tx => tx`update musubi.move_mapping set content = ${tx.json(json(content))}, updated_at = ${act.clock.now().toISOString()},
      updated_by_name = ${act.actor.name} where tenant = ${act.actor.organisation} and id = ${id}`,
  )

/** Lets the next municipality begin with this mapping. */
export const shareMapping = async (tools: MovingTools, act: Act, id: string, shared: boolean): Promise<void> => {
  requirePermission(act, manage)
  const { mapping } = await openMove(tools, act, id)
  await asOwn(
    tools.registers.tools.database,
    act,
    tx =>
      tx`update musubi.move_mapping set shared = ${shared} where tenant = ${act.actor.organisation} and id = ${mapping.id}`,
  )
}
