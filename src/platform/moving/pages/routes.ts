import type { Bilingual } from '../../../base/bilingual.ts'
import type { LedgerEventDefinition } from '../../ledger/definition.ts'
import type { Outcome } from '../../routing/outcome.ts'
import type { MenuEntry, Route, RouteRequest } from '../../routing/route.ts'
import {
  moveCompared,
  moveComparisonRead,
  moveFilePut,
  moveFileRead,
  movePlanned,
  moveRehearsed,
  moveSigned,
} from '../events.ts'
import { compare } from '../service/comparing.ts'
import { approvePlan, proposePlan, withdrawPlan } from '../service/cut-over.ts'
import { discardFiles, putFile, saveCharacters, shareMapping } from '../service/moves.ts'
import { rehearse } from '../service/rehearse.ts'
import { approve, look, type MovingTools, manage, openMove } from '../service/tools.ts'
import { json } from '../store.ts'
import { movePath, movingPath, movingTitle, orProblems, param, textOf } from './common.tsx'
import { comparisonFile, comparisonPage, sign } from './comparison.tsx'
import { putRowsOfTarget, rowsOfTargetPage } from './joins.tsx'
import { create, listPage, putLayout } from './list.tsx'
import { mappingPage, putRule, rulePage } from './mapping.tsx'
import { showMove } from './move.tsx'
import { rehearsalFile, rehearsalPage } from './rehearsal.tsx'
import { rowsPage } from './rows.tsx'

const read = 'moving.read'

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

/** A button of the move's page: does it, and comes back there with what was done or what was wrong. */
const step =
  (
    tools: MovingTools,
    work: (request: RouteRequest, id: string) => Promise<string>,
    notice: Bilingual,
  ): ((request: RouteRequest) => Promise<Outcome>) =>
  async request => {
    const { values } = await request.form()
    const typed = Object.fromEntries(Object.entries(values).map(([name, list]) => [name, list[0] ?? '']))
    return orProblems(
      async () => ({ kind: 'redirect', to: await work(request, param(request, 'id')), notice }),
      problems => showMove(tools, request, problems, typed),
    )
  }

const put = async (tools: MovingTools, request: RouteRequest): Promise<Outcome> => {
  const { values, files } = await request.form()
  const file = files['file']?.[0]
  const id = param(request, 'id')
  return orProblems(
    async () => {
      await putFile(tools, request.act(), id, {
        file: textOf(values, 'kind'),
        name: file?.name ?? '',
        content: once(file?.bytes ?? new Uint8Array()),
      })
      return {
        kind: 'redirect',
        to: `${movePath(id)}#files`,
        notice: { ja: 'ファイルを受け入れました。', en: 'The file was received.' },
      }
    },
    problems => showMove(tools, request, problems),
  )
}

export const movingRoutes = (tools: MovingTools): readonly Route[] => {
  const get = (
    path: string,
    handle: Route['handle'],
    permission = read,
    ledger: readonly LedgerEventDefinition[] = [],
  ): Route => ({
    method: 'GET',
    path: `${movingPath}${path}`,
    zone: 'staff',
    access: { permission },
    ledger,
    handle,
  })
  const post = (
    path: string,
    handle: Route['handle'],
    ledger: readonly LedgerEventDefinition[] = [],
    permission = manage,
  ): Route => ({
    method: 'POST',
    path: `${movingPath}${path}`,
    zone: 'staff',
    access: { permission },
    ledger,
    handle,
  })
  return [
    get('', request => listPage(tools, request)),
    post('', request => create(tools, request)),
    post('/layouts', request => putLayout(tools, request)),
    get('/:id', request => showMove(tools, request)),
    post('/:id/files', request => put(tools, request), [moveFilePut]),
    post(
      '/:id/share',
      step(
        tools,
        async (request, id) => {
          await shareMapping(tools, request.act(), id, textOf((await request.form()).values, 'shared') === 'yes')
          return `${movePath(id)}#mapping`
        },
        { ja: '共有を変更しました。', en: 'Sharing was changed.' },
      ),
    ),
    post(
      '/:id/characters',
      step(
        tools,
        async (request, id) => {
          await saveCharacters(tools, request.act(), id, (await request.form()).values['characters']?.[0] ?? '')
          return `${movePath(id)}#mapping`
        },
        { ja: '文字の表を保存しました。', en: 'The table was saved.' },
      ),
    ),
    get('/:id/mapping/:target', request => mappingPage(tools, request), read, [moveFileRead]),
    get('/:id/mapping/:target/:column', request => rulePage(tools, request), manage, [moveFileRead]),
    post('/:id/mapping/:target/:column', request => putRule(tools, request), [moveFileRead]),
    get('/:id/joins/:target', request => rowsOfTargetPage(tools, request), manage),
    post('/:id/joins/:target', request => putRowsOfTarget(tools, request)),
    get('/:id/layout.json', async request => {
      const { layout } = await openMove(tools, request.act(), param(request, 'id'))
      return {
        kind: 'file',
        type: 'application/json',
        name: `layout-${layout.id}.json`,
        bytes: `${JSON.stringify(json(layout), null, 2)}\n`,
      }
    }),
    get('/:id/mapping.json', async request => {
      const { layout, mapping } = await openMove(tools, request.act(), param(request, 'id'))
      return {
        kind: 'file',
        type: 'application/json',
        name: `mapping-${layout.id}.json`,
        bytes: `${JSON.stringify(json(mapping.content), null, 2)}\n`,
      }
    }),
    post(
      '/:id/rehearse',
      step(tools, async (request, id) => movePath(id, `/rehearsals/${(await rehearse(tools, request.act(), id)).id}`), {
        ja: 'リハーサルをしました。台帳は変わっていません。',
        en: 'Rehearsed. No register changed.',
      }),
      [moveRehearsed],
    ),
    get('/:id/rehearsals/:rehearsal', request => rehearsalPage(tools, request)),
    get('/:id/rehearsals/:rehearsal/report.xlsx', request => rehearsalFile(tools, request, 'xlsx')),
    get('/:id/rehearsals/:rehearsal/report.json', request => rehearsalFile(tools, request, 'json')),
    get('/:id/rows', request => rowsPage(tools, request), look, [moveFileRead]),
    post(
      '/:id/plans',
      step(
        tools,
        async (request, id) => {
          const { values } = await request.form()
          await proposePlan(tools, request.act(), id, {
            rehearsal: textOf(values, 'rehearsal'),
            day: textOf(values, 'day'),
            leaveOut: textOf(values, 'leaveOut') === 'yes',
            reason: textOf(values, 'reason'),
          })
          return `${movePath(id)}#plans`
        },
        { ja: '切替を起案しました。別の人の承認を待っています。', en: 'Proposed. Another person must approve.' },
      ),
      [movePlanned],
    ),
    post(
      '/:id/plans/:plan/approve',
      step(
        tools,
        async (request, id) => {
          await approvePlan(tools, request.act(), id, param(request, 'plan'))
          return `${movePath(id)}#plans`
        },
        { ja: '切替を承認しました。切替日に実行します。', en: 'Approved. It runs on its day.' },
      ),
      [movePlanned],
      approve,
    ),
    post(
      '/:id/plans/:plan/withdraw',
      step(
        tools,
        async (request, id) => {
          await withdrawPlan(tools, request.act(), id, param(request, 'plan'))
          return `${movePath(id)}#plans`
        },
        { ja: '計画を取り下げました。', en: 'The plan was withdrawn.' },
      ),
      [movePlanned],
    ),
    post(
      '/:id/compare',
      step(tools, async (request, id) => movePath(id, `/comparisons/${await compare(tools, request.act(), id)}`), {
        ja: '突き合わせました。',
        en: 'Compared.',
      }),
      [moveCompared],
    ),
    get('/:id/comparisons/:comparison', request => comparisonPage(tools, request), read, [moveComparisonRead]),
    get('/:id/comparisons/:comparison/report.json', request => comparisonFile(tools, request)),
    post('/:id/comparisons/:comparison/sign', request => sign(tools, request), [moveSigned]),
    post(
      '/:id/discard',
      step(
        tools,
        async (request, id) => {
          await discardFiles(tools, request.act(), id)
          return `${movePath(id)}#files`
        },
        { ja: 'ファイルを消しました。', en: 'The files were removed.' },
      ),
    ),
  ]
}

export const movingMenu: readonly MenuEntry[] = [
  {
    zone: 'staff',
    title: movingTitle,
    path: movingPath,
    permission: read,
    order: 917,
    management: 'bodies',
    text: {
      ja: '旧システムのデータを、リハーサルで確かめてから台帳に移します。',
      en: 'Move an old system’s data into the registers, rehearsed first.',
    },
  },
]
