import { DefinitionError } from '../../base/problem.ts'
import type { Route, Zone } from '../../platform/routing/route.ts'

const shapeOf = (path: string): string => path.replace(/:[^/{}]+/g, ':')

/** Fixed words before parameters at the first segment that differs: `/permits/new` before `/permits/:id`. */
const rank = (path: string): string =>
  path
    .split('/')
    .map(part => (part.includes('*') ? '2' : part.startsWith(':') ? '1' : '0'))
    .join('')

/**
 * The routes of a zone, in the order in which they must be asked. Two that answer the same request are a mistake of the
 * definitions that would otherwise show as a page nobody can reach.
 */
export const routesOf = (routes: readonly Route[], zone: Zone): readonly Route[] => {
  const seen = new Map<string, Route>()
  const own = routes.filter(route => route.zone === zone)
  for (const route of own) {
    const key = `${route.method} ${shapeOf(route.path)}`
    const other = seen.get(key)
    if (other) throw new DefinitionError(`${zone} routes ${route.method} ${other.path} and ${route.path} are the same`)
    if (!route.path.startsWith('/') || (route.path !== '/' && route.path.endsWith('/'))) {
      throw new DefinitionError(
        `${zone} route ${route.method} ${route.path}: a path begins with / and does not end with it`,
      )
    }
    if (/^\/(?:en|assets|healthz|readyz)(?:\/|$)/.test(route.path)) {
      throw new DefinitionError(
        `${zone} route ${route.method} ${route.path}: /en, /assets, /healthz and /readyz are the web block's own`,
      )
    }
    seen.set(key, route)
  }
  return own.toSorted((a, b) => (rank(a.path) < rank(b.path) ? -1 : rank(a.path) > rank(b.path) ? 1 : 0))
}
