import { managementEntry } from '../../platform/management.tsx'
import type { MenuEntry } from '../../platform/routing/route.ts'

export interface BarEntry {
  readonly entry: MenuEntry
  /** Where one is. */
  readonly here: boolean
  /** Left out on a phone; the foot of the page holds it. */
  readonly minor: boolean
}

/** So many systems stand in the bar of a phone: two lines of it. */
const mostSystems = 2

const isHere = (address: string, path: string): boolean => {
  const here = address.split('?', 1)[0] ?? ''
  return path === '/' ? here === '/' : here === path || here.startsWith(`${path}/`)
}

/**
 * The bar, which does not grow with what a person manages (one thing alone stands in it, several behind one entry), nor on
 * a phone with the systems that they work in.
 * @param menu what this person may open
 */
export const barOf = (menu: readonly MenuEntry[], address: string): readonly BarEntry[] => {
  const managed = menu.filter(entry => entry.management)
  const folded = managed.length > 1
  const crowded = menu.filter(entry => entry.system).length > mostSystems
  return menu
    .filter(entry => (entry.path === managementEntry.path ? folded : !(folded && entry.management)))
    .map(entry => {
      const here = (entry.path === managementEntry.path ? [entry, ...managed] : [entry])
        .flatMap(({ path, covers = [] }) => [path, ...covers])
        .some(path => isHere(address, path))
      return { entry, here, minor: !here && (entry.minor === true || (crowded && entry.system === true)) }
    })
}
