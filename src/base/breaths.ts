import { setImmediate as turn } from 'node:timers/promises'

/** Milliseconds of work at a stretch: longer than this nobody else's request waits for one that is long. */
const stretch = 10

/**
 * The same items, with a turn for everybody else whenever they have made work for so long. An `await` alone is no turn:
 * where the next item is there already, it goes on at once.
 */
export async function* inBreaths<T>(items: AsyncIterable<T> | Iterable<T>): AsyncGenerator<T, void, undefined> {
  let since = performance.now()
  for await (const item of items) {
    yield item
    if (performance.now() - since < stretch) continue
    await turn()
    since = performance.now()
  }
}
