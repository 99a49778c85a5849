import { expect, test } from 'vitest'
import type { CopyMode, SiteAgent, SiteStatus } from './definition.ts'
import type { Look } from './probe.ts'
import { createTeller, hasAll, waitForAll } from './telling.ts'

const look = (change: Partial<Look>): Look => ({
  leads: true,
  timeline: 1,
  state: 'streaming',
  sync: 'sync',
  reply: null,
  written: 100,
  flushed: 100,
  behind: 0,
  seconds: 0,
  ...change,
})

test('a copy has all when it has what was there while commits waited for it already', () => {
  expect(hasAll(look({ written: 100 }), look({ written: 900, flushed: 100 }))).toBe(true)
  expect(hasAll(look({ written: 101 }), look({ written: 900, flushed: 100 }))).toBe(false)
  expect(hasAll(look({ sync: 'async' }), look({}))).toBe(false)
  expect(hasAll(look({}), look({ sync: null }))).toBe(false)
  expect(hasAll(look({}), look({ flushed: null }))).toBe(false)
  expect(hasAll(null, look({}))).toBe(false)
})

test('two are not brought together while the copy lacks what was acknowledged at one site', async () => {
  const looks = (all: readonly Look[]) => {
    const left = [...all]
    return async () => left.shift()
  }
  // Under load it is never level with the first site, and need not be.
  const busy = [look({ sync: 'async' }), look({ flushed: 50 }), look({ written: 200, flushed: 99 })]
  await expect(waitForAll(looks(busy), 3)).rejects.toThrow('what it lacked')
  await waitForAll(looks([...busy, look({ written: 300, flushed: 150 })]), 4)
  await expect(waitForAll(looks([]), 3)).rejects.toThrow('what it lacked')
})

test('the copy hears words one after the other, and again those that it did not hear', async () => {
  const heard: CopyMode[] = []
  const answers: (() => void)[] = []
  const site = {
    told: (mode: CopyMode) =>
      new Promise<void>(resolve => {
        answers.push(() => {
          heard.push(mode)
          resolve()
        })
      }),
  } as Pick<SiteAgent, 'told'> as SiteAgent
  const there = (told: CopyMode | null) =>
    ({ content: 'copy', told: told && { mode: told, at: '' } }) as Partial<SiteStatus> as SiteStatus
  const teller = createTeller()
  const said = [teller.tell(site, 'together'), teller.tell(site, 'alone')]
  const answer = async (): Promise<void> => {
    for (let waits = 0; answers.length === 0 && waits < 100; waits += 1) await Promise.resolve()
    expect(answers).toHaveLength(1)
    answers.shift()?.()
  }
  await answer()
  await answer()
  await Promise.all(said)
  expect(heard).toEqual(['together', 'alone'])
  // Heard already; not whole; no copy.
  teller.again(site, there('alone'), 'alone', true)
  teller.again(site, there('alone'), 'together', false)
  teller.again(site, { ...there('alone'), content: 'database' }, 'together', true)
  // Away at the time, or made anew since; asked twice before it answers.
  teller.again(site, there(null), 'together', true)
  teller.again(site, there(null), 'together', true)
  await answer()
  expect(heard).toEqual(['together', 'alone', 'together'])
  expect(answers).toHaveLength(0)
})
