import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createAlarm } from './alarm.ts'
import type { SiteStatus } from './definition.ts'
import { distanceKm, parsePlace } from './distance.ts'
import { shareFate } from './identity.ts'
import type { SiteEvent } from './keeper-view.ts'
import { fingerprintOf, lacking, openKeys, readKeys, sealKeys, writeKeys } from './keys.ts'
import { letter } from './service.ts'
import { isAnswerTo, isSigned, signAnswer, signRequest } from './signature.ts'
import { whoServes } from './who-serves.ts'

const site = (change: Partial<SiteStatus>): SiteStatus => ({
  step: 0,
  site: 'musubi_a',
  name: 'A',
  place: null,
  identity: { host: 'h', device: 'd' },
  content: 'database',
  running: true,
  port: 1,
  system: '7',
  timeline: 1,
  streaming: false,
  keys: '',
  told: null,
  promoted: null,
  memory: { mode: 'together', alone: null, peer: null },
  ...change,
})

describe('which of two sites serves', () => {
  const copy = { content: 'copy' } as const
  const nothing = { content: 'nothing', system: null, timeline: null } as const
  test('the one with the database, and of two the one that was promoted later', () => {
    expect(whoServes(site({}), site(copy))).toBe('home')
    expect(whoServes(site({}), null)).toBe('home')
    expect(whoServes(site({}), site(nothing))).toBe('home')
    expect(whoServes(site({ timeline: 1 }), site({ timeline: 2 }))).toBe('away')
    expect(whoServes(site({ timeline: 3 }), site({ timeline: 2 }))).toBe('home')
    expect(whoServes(site(copy), site({ timeline: 2 }))).toBe('away')
    expect(whoServes(site(nothing), site({}))).toBe('away')
  })
  test('nobody, where going on could lose or fork what was acknowledged', () => {
    expect(() => whoServes(site({}), site({ system: '8' }))).toThrow('two different databases')
    expect(() => whoServes(site({}), site({}))).toThrow('both hold the first')
    expect(() => whoServes(site(nothing), site(copy))).toThrow('promote that one first')
    expect(() => whoServes(site(copy), site(copy))).toThrow('sites promote')
    expect(() => whoServes(site(copy), null)).toThrow('sites promote')
  })
})

test('sites on one disk or machine share their fate', () => {
  expect(shareFate({ host: 'a', device: 'a1' }, { host: 'a', device: 'a1' })).toBe('device')
  expect(shareFate({ host: 'a', device: 'a1' }, { host: 'a', device: 'a2' })).toBe('host')
  expect(shareFate({ host: 'a', device: 'a1' }, { host: 'b', device: 'b1' })).toBeUndefined()
})

test('distance and place', () => {
  const sendai = parsePlace('38.2682, 140.8694')
  const equator = parsePlace('0,0')
  const east = parsePlace('0,1')
  const pole = parsePlace('90,0')
  if (!sendai || !equator || !east || !pole) throw new Error('no place')
  // One degree and a quarter of a circle of 6,371 km.
  expect(distanceKm(equator, east)).toBeCloseTo(111.195, 2)
  expect(distanceKm(equator, pole)).toBeCloseTo(10_007.54, 1)
  expect(distanceKm(sendai, sendai)).toBe(0)
  for (const wrong of ['', '38', '91,0', '0,181', 'a,b', '38.2;140']) expect(parsePlace(wrong)).toBeUndefined()
})

test('keys open with the same secret only, whole', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), (secret, text) => {
      const bundle = { 'keys/special.key': text, 'passwords.json': '{}' }
      const sealed = sealKeys(bundle, secret)
      expect(openKeys(sealed, secret)).toEqual(bundle)
      expect(() => openKeys(sealed, `${secret}.`)).toThrow()
      expect(fingerprintOf(bundle)).not.toBe(fingerprintOf({ ...bundle, 'keys/special.key': `${text}.` }))
    }),
    { numRuns: 50 },
  )
  const altered = Buffer.from(sealKeys({ 'keys/special.key': 'x' }, 's'), 'base64')
  altered[30] = (altered[30] ?? 0) ^ 1
  expect(() => openKeys(altered.toString('base64'), 's')).toThrow()
})

test('the key of an organisation that left comes back from no copy', () => {
  const id = (at: number) => `keys/tenant-0190a000-0000-7000-8000-00000000000${at}.key`
  const master = { 'keys/special.key': 'master' }
  const gone = 'destroyed 2026-01-01T00:00:00.000Z\n'
  const folder = mkdtempSync(join(tmpdir(), 'musubi-keys-'))
  try {
    writeKeys(folder, { ...master, [id(1)]: 'one', [id(2)]: 'two' })
    // Destroyed at the serving site: the copy destroys it, too, and an older bundle does not bring it back.
    writeKeys(folder, { ...master, [id(1)]: gone, [id(2)]: 'two' })
    writeKeys(folder, { ...master, [id(1)]: 'one', [id(2)]: 'two' })
    expect(readKeys(folder)).toEqual({ ...master, [id(1)]: gone, [id(2)]: 'two' })
    // Destroyed at the copy while it served: the serving site takes the mark, and a key that it never had.
    const ours = { ...master, [id(1)]: 'one', [id(2)]: 'two' }
    expect(lacking(ours, { ...readKeys(folder), [id(3)]: 'three' })).toEqual({ [id(1)]: gone, [id(3)]: 'three' })
    expect(lacking({ ...ours, [id(1)]: gone }, ours)).toEqual({})
    expect(lacking({ ...ours, 'keys/special.key': 'another' }, { ...readKeys(folder) })).toEqual({})
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test('the operators are called when the copy is lost and told when it is over, and of nothing between', () => {
  expect(letter({ kind: 'stopped', why: 'copy-lost', again: false })?.body).toContain('連絡が途切れた')
  expect(letter({ kind: 'stopped', why: 'copy-lost', again: true })).toBeUndefined()
  expect(letter({ kind: 'recovered', seconds: 42 })?.body).toContain('42 秒')
  expect(letter({ kind: 'resumed', stoppedSeconds: 1 })).toBeUndefined()
  expect(letter({ kind: 'degraded', reason: '訓練' })).toBeUndefined()
})

test('the alarm sounds once for a loss, whatever it looks like, and once when it is over', () => {
  let now = 0
  const told: SiteEvent[] = []
  let kept: string | null = null
  const options = {
    tell: (event: SiteEvent) => {
      told.push(event)
    },
    keep: (since: string | null) => {
      kept = since
    },
    now: () => now,
  }
  let alarm = createAlarm(options)
  const watch = (late: boolean, forMs: number): void => {
    for (const end = now + forMs; now < end; now += 500) alarm.watch(late, late ? 7 : 0)
  }
  watch(false, 5_000)
  watch(true, 9_000)
  watch(false, 1_000)
  expect(told).toEqual([])
  watch(true, 60_000)
  expect(told).toEqual([{ kind: 'behind', bytes: 7, seconds: 11 }])
  watch(false, 5_000)
  expect(told.slice(1)).toEqual([{ kind: 'recovered', seconds: 60 }])
  // Writes were stopped, which has a letter of its own.
  expect(alarm.called()).toBe(true)
  watch(true, 10_000)
  // The next process: nobody is called twice, and the end is told.
  alarm = createAlarm({ ...options, open: kept })
  expect(alarm.called()).toBe(false)
  watch(true, 20_000)
  watch(false, 5_000)
  expect(told.slice(2)).toEqual([{ kind: 'recovered', seconds: 30 }])
  expect(kept).toBeNull()
})

test('a bundle cannot name a file outside of its folders', () => {
  expect(() => openKeys(sealKeys({ '../../etc/passwd': 'x' }, 's'), 's')).toThrow()
  expect(() => openKeys(sealKeys({ 'keys/../x.key': 'x' }, 's'), 's')).toThrow()
})

test('a request counts as it was signed, for a minute', () => {
  const at = 1_700_000_000_000
  const signature = signRequest('s', 'POST', '/promote', '{}', at)
  expect(isSigned('s', signature, 'POST', '/promote', '{}', at + 59_000)).toBe(true)
  expect(isSigned('s', signature, 'POST', '/promote', '{}', at + 61_000)).toBe(false)
  expect(isSigned('t', signature, 'POST', '/promote', '{}', at)).toBe(false)
  expect(isSigned('s', signature, 'POST', '/follow', '{}', at)).toBe(false)
  expect(isSigned('s', signature, 'POST', '/promote', '{ }', at)).toBe(false)
  const answer = signAnswer('s', signature, 200, 'yes')
  expect(isAnswerTo('s', signature, 200, 'yes', answer)).toBe(true)
  expect(isAnswerTo('s', signRequest('s', 'POST', '/promote', '{}', at + 1), 200, 'yes', answer)).toBe(false)
  expect(isAnswerTo('s', signature, 200, 'no', answer)).toBe(false)
})
