import { fill } from '../../../base/bilingual.ts'
import { InputError, type Problem } from '../../../base/problem.ts'
import type { Outcome } from '../../routing/outcome.ts'
import type { Route, RouteRequest } from '../../routing/route.ts'
import { grantEnded, grantGiven, transfersEntered } from '../events.ts'
import { idOf, pageProps, problemsIn, t, value } from '../pages/common.ts'
import { previewTitle, TransferPreviewPage, TransfersPage, transfersTitle } from '../pages/transfers.tsx'
import type { Access } from '../service.ts'
import { headings } from './read.ts'
import { discardTransfers, draftTransfers, enterTransfers, listTransfers, previewTransfers } from './service.ts'

export const transferRoutes = (access: Access): readonly Route[] => {
  const { app } = access.database
  const managed = { zone: 'staff', access: { permission: 'access.manage' } } as const
  const list = async (request: RouteRequest, problems: readonly Problem[] = []): Promise<Outcome> => ({
    kind: 'page',
    title: transfersTitle,
    status: problems.length > 0 ? 422 : 200,
    body: <TransfersPage {...pageProps(request, problems)} transfers={await listTransfers(app, request.act())} />,
  })
  const preview = async (request: RouteRequest, problems: readonly Problem[] = []): Promise<Outcome> => {
    const found = await previewTransfers(app, access.roles, request.act(), idOf(request.params.id))
    return {
      kind: 'page',
      title: previewTitle,
      wide: true,
      crumbs: [{ title: transfersTitle, path: '/transfers' }, { title: previewTitle }],
      status: problems.length > 0 ? 422 : 200,
      body: <TransferPreviewPage {...pageProps(request, problems)} preview={found} roles={access.roles} />,
    }
  }
  return [
    { ...managed, method: 'GET', path: '/transfers', ledger: [], handle: request => list(request) },
    {
      ...managed,
      method: 'GET',
      path: '/transfers/template.csv',
      ledger: [],
      handle: () => ({
        kind: 'file',
        type: 'text/csv; charset=utf-8',
        name: '人事異動.csv',
        // With a byte order mark, so that Excel reads it as UTF-8.
        bytes: `\uFEFF${Object.values(headings)
          .map(([title]) => title)
          .join(',')}\r\n`,
      }),
    },
    {
      ...managed,
      method: 'POST',
      path: '/transfers',
      ledger: [],
      handle: async request => {
        const form = await request.form()
        const file = form.files.file?.[0]
        try {
          if (!file || file.bytes.length === 0)
            throw new InputError([{ field: 'file', message: t('ファイルを選んでください。', 'Choose a file.') }])
          const id = await draftTransfers(app, request.act(), file)
          return { kind: 'redirect', to: `/transfers/${id}` }
        } catch (error) {
          return await list(request, problemsIn(error))
        }
      },
    },
    { ...managed, method: 'GET', path: '/transfers/:id', ledger: [], handle: request => preview(request) },
    {
      ...managed,
      method: 'POST',
      path: '/transfers/:id',
      ledger: [transfersEntered, grantEnded, grantGiven],
      handle: async request => {
        const form = await request.form()
        try {
          const people = await enterTransfers(app, access.enter, access.roles, request.act(), {
            id: idOf(request.params.id),
            mark: value(form, 'mark'),
          })
          access.sessions.forgetAll()
          const notice = fill(t('{n}人の異動を登録しました。', 'Transfers of {n} people were entered.'), { n: people })
          return { kind: 'redirect', to: '/transfers', notice }
        } catch (error) {
          return await preview(request, problemsIn(error))
        }
      },
    },
    {
      ...managed,
      method: 'POST',
      path: '/transfers/:id/discard',
      ledger: [],
      handle: async request => {
        await discardTransfers(app, request.act(), idOf(request.params.id))
        return { kind: 'redirect', to: '/transfers', notice: t('破棄しました。', 'It was discarded.') }
      },
    },
  ]
}
