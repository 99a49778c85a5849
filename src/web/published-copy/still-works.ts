import type { MenuEntry } from '../../platform/routing/route.ts'
import { href } from '../../ui/link.ts'
import type { Exchange } from '../exchange.ts'
import { keptAddress } from './address.ts'

const front: MenuEntry = { zone: 'public', title: { ja: 'トップページ', en: 'Front page' }, path: '/', order: 0 }

/** Pages of the menu that the copy holds, where the one that was asked for cannot be shown. */
export const stillWorks = ({ language, state: { copy, menu, zone } }: Exchange): readonly MenuEntry[] => {
  if (!copy || zone !== 'public') return []
  return [front, ...menu].filter(({ path }) => {
    const address = keptAddress(href(language, path))
    return address !== undefined && copy.has(address)
  })
}
