/** Runs tasks side by side, at most so many; whoever adds waits when all places are taken, so that memory stays bounded. */
export interface Queue {
  /** @throws the error of an earlier task */
  add(task: () => Promise<void>): Promise<void>
  end(): Promise<void>
}

export const queueOf = (width: number): Queue => {
  const running = new Set<Promise<void>>()
  let failure: { readonly error: unknown } | undefined
  const check = (): void => {
    if (failure) throw failure.error
  }
  return {
    async add(task) {
      while (running.size >= width) await Promise.race(running)
      check()
      const one: Promise<void> = task()
        .catch(error => {
          failure ??= { error }
        })
        .finally(() => running.delete(one))
      running.add(one)
    },
    async end() {
      await Promise.all(running)
      check()
    },
  }
}
