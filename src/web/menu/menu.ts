import { type Actor, maySomewhere } from '../../platform/access/actor.ts'
import { mayOpen } from '../../platform/routing/menu.ts'
import type { MenuEntry, Route, RouteAccess } from '../../platform/routing/route.ts'
import type { ListenerState } from '../exchange.ts'

export const allowed = (actor: Actor, access: RouteAccess): boolean => {
  if (access === 'everyone') return true
  if (access === 'signed-in') return actor.kind === 'person' || actor.kind === 'machine'
  return maySomewhere(actor, access.permission)
}

/** Whether the password must be changed before this route opens. */
export const closedUntilChanged = (actor: Actor, route: Route): boolean =>
  actor.mustChangePassword === true && route.access !== 'everyone' && route.beforePasswordChange !== true

/** By listener, not by routes: both zones are made of one list of routes. */
const accessByPath = new WeakMap<ListenerState, ReadonlyMap<string, RouteAccess>>()

const accessOf = (state: ListenerState): ReadonlyMap<string, RouteAccess> => {
  const known = accessByPath.get(state)
  if (known) return known
  const map = new Map(
    state.routes
      .filter(route => route.zone === state.zone && route.method === 'GET')
      .map(route => [route.path, route.access] as const),
  )
  accessByPath.set(state, map)
  return map
}

/** The entries that lead somewhere for this actor. `state.menu` is in order already. */
export const menuFor = (state: ListenerState, actor: Actor): readonly MenuEntry[] => {
  if (actor.mustChangePassword) return []
  const access = accessOf(state)
  return state.menu.filter(entry => mayOpen(actor, entry) && allowed(actor, access.get(entry.path) ?? 'everyone'))
}
