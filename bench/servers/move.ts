import { createReadStream } from 'node:fs'
import { dayInJapan } from '../../src/base/clock.ts'
import { newId } from '../../src/base/uuid.ts'
import type { Act } from '../../src/platform/access/actor.ts'
import { connect, type RoleUrls } from '../../src/platform/database/connect.ts'
import { folderObjects } from '../../src/platform/files/folder.ts'
import { fileStore } from '../../src/platform/files/store.ts'
import { checkPackage } from '../../src/platform/moving/package/check.ts'
import { approvePlan, proposePlan, runDue } from '../../src/platform/moving/service/cut-over.ts'
import { createMove, putFile } from '../../src/platform/moving/service/moves.ts'
import { rehearse } from '../../src/platform/moving/service/rehearse.ts'
import type { MovingTools } from '../../src/platform/moving/service/tools.ts'
import { registerColumns } from '../../src/platform/registers/columns.ts'
import { region } from '../../src/regions/miyagi/index.ts'
import { permit } from '../register.ts'
import { serveTask } from '../tools/child.ts'
import { actOf, registersOver } from '../tools/fill.ts'

export interface MoveTask {
  readonly urls: RoleUrls
  readonly path: string
  readonly store: string
}

export interface MoveAnswer {
  readonly created: number
  readonly rehearsalMs: number
  readonly cutOverMs: number
  /** Most memory of the whole process at any time. */
  readonly megabytes: number
}

/** Moves a file in, from the rehearsal to the end of the cut-over, in a process of its own. */
await serveTask<MoveTask>(async ({ urls, path, store }) => {
  const database = await connect(urls)
  const registers = registersOver(database)
  const { register } = registers.service(permit.id)
  const columns = registerColumns(register)
  const layout = checkPackage({
    id: 'bench',
    version: '1',
    title: 'bench',
    files: [
      {
        id: 'permit',
        title: 'permits',
        pattern: '*.csv',
        encoding: 'utf-8',
        form: { kind: 'delimited', delimiter: ',', header: true },
        key: ['number'],
        items: columns.map((column, at) => ({
          number: at + 1,
          id: column.id.replace('.', '_'),
          title: column.heading,
          type: 'text',
          length: 400,
          personal: column.field.class !== 'public',
        })),
      },
    ],
    codes: [],
  })
  const mapping = {
    characters: 'jis-x-0208' as const,
    targets: [
      {
        id: 'permit',
        register: permit.id,
        file: 'permit',
        fields: Object.fromEntries(columns.map(column => [column.id, { items: [column.id.replace('.', '_')] }])),
      },
    ],
  }
  const tools: MovingTools = {
    registers,
    files: fileStore(folderObjects(store), registers.tools.secrets),
    region,
    offers: [{ layout, mapping }],
  }
  const act = actOf()
  const as = (...more: readonly string[]): Act => ({
    ...act,
    actor: { ...act.actor, person: newId(), permissions: new Set([...act.actor.permissions, ...more]) },
  })
  const [officer, chief] = [as('moving.manage'), as('moving.approve')]
  const move = await createMove(tools, officer, { name: newId(), layout: 'bench', mapping: 'shipped', sample: false })
  await putFile(tools, officer, move, { file: 'permit', name: 'permits.csv', content: createReadStream(path) })
  let began = performance.now()
  const rehearsal = await rehearse(tools, officer, move)
  const rehearsalMs = performance.now() - began
  const plan = await proposePlan(tools, officer, move, {
    rehearsal: rehearsal.id,
    day: dayInJapan(act.clock.now()),
    leaveOut: false,
    reason: 'bench',
  })
  await approvePlan(tools, chief, move, plan)
  began = performance.now()
  await runDue(tools, act, (_, error) => {
    throw error
  })
  const cutOverMs = performance.now() - began
  await database.close()
  const answer: MoveAnswer = {
    created: rehearsal.report.targets[0]?.created ?? 0,
    rehearsalMs,
    cutOverMs,
    megabytes: process.resourceUsage().maxRSS / 1024,
  }
  return { answer }
})
