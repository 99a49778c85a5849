import type { Child } from 'hono/jsx'
import type { Bilingual } from '../../../base/bilingual.ts'
import { InputError, type Problem } from '../../../base/problem.ts'
import type { Crumb, Outcome } from '../../routing/outcome.ts'
import type { RouteRequest } from '../../routing/route.ts'
import type { PlanState } from '../store.ts'

export const movingPath = '/moving'
export const movingTitle: Bilingual = { ja: 'データ移行', en: 'Moving in' }
export const movePath = (id: string, more = ''): string => `${movingPath}/${id}${more}`

export const page = (
  title: Bilingual,
  body: Child,
  more: { readonly crumbs?: readonly Crumb[]; readonly problems?: readonly Problem[]; readonly wide?: boolean } = {},
): Outcome => ({
  kind: 'page',
  title,
  body,
  wide: more.wide ?? true,
  status: more.problems?.length ? 422 : 200,
  crumbs: [{ title: movingTitle, path: movingPath }, ...(more.crumbs ?? [])],
})

export const count = (value: number): string => value.toLocaleString('en')

export const textOf = (values: Readonly<Record<string, readonly string[]>>, name: string): string =>
  (values[name]?.[0] ?? '').trim()

/** What was wrong goes back to the form that was sent; everything else is the web block's. */
export const orProblems = async (
  work: () => Promise<Outcome>,
  otherwise: (problems: readonly Problem[]) => Promise<Outcome>,
): Promise<Outcome> => {
  try {
    return await work()
  } catch (error) {
    if (error instanceof InputError) return otherwise(error.problems)
    throw error
  }
}

export const planWords: Readonly<Record<PlanState, Bilingual>> = {
  proposed: { ja: '承認待ち', en: 'Waiting for approval' },
  approved: { ja: '承認済み（切替日待ち）', en: 'Approved, waits for its day' },
  running: { ja: '実行中', en: 'Running' },
  done: { ja: '完了', en: 'Done' },
  stopped: { ja: '中止（反映していないまとまりがあります）', en: 'Stopped: some groups were not taken over' },
  withdrawn: { ja: '取下げ', en: 'Withdrawn' },
}

export const param = (request: RouteRequest, name: string): string => request.params[name] ?? ''
