/** Parameters that links of our own pages set; everything else was typed or chosen by a visitor. */
const ours: ReadonlySet<string> = new Set(['after', 'before', 'view'])

/**
 * The address under which a page is kept: path and query as a visitor sees them.
 * @returns undefined for one that says what a visitor looked for, or that is no link of ours: that is kept nowhere
 */
export const keptAddress = (url: string): string | undefined => {
  const { pathname, search, searchParams } = new URL(url, 'http://copy.invalid')
  // A letter may be written in two ways, an address of a record in millions: no link of ours does it.
  if (pathname.includes('%')) return undefined
  return [...searchParams.keys()].every(name => ours.has(name)) ? pathname + search : undefined
}
