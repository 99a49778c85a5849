import { type Actor, maySomewhere } from '../access/actor.ts'
import type { MenuEntry } from './route.ts'

/** Whether an entry leads somewhere for this actor, as far as the entry itself says. */
export const mayOpen = (actor: Actor, { permission }: MenuEntry): boolean =>
  permission === undefined || [permission].flat().some(one => maySomewhere(actor, one))

/** In the order of a menu. */
export const inOrder = (menu: readonly MenuEntry[]): readonly MenuEntry[] =>
  menu.toSorted((one, other) => one.order - other.order)
