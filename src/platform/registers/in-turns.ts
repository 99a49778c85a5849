/** Looked at side by side: the database's connections are shared by everybody. */
const together = 4

/** The same for many, some at a time, in their order. */
export const inTurns = async <A, B>(all: readonly A[], each: (one: A) => Promise<B>): Promise<readonly B[]> => {
  const done: B[] = []
  for (let from = 0; from < all.length; from += together)
    done.push(...(await Promise.all(all.slice(from, from + together).map(each))))
  return done
}
