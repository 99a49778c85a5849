import { expect, test } from 'vitest'
import type { Language } from '../../base/bilingual.ts'
import { Copies } from './copies-page.tsx'
import type { SiteStatus } from './definition.ts'
import type { KeeperState } from './keeper-view.ts'
import { siteLines } from './report.ts'
import type { SiteRow } from './service.ts'

const now = new Date('2026-11-23T01:00:00Z')

const site = (name: string, content: SiteStatus['content'], host: string): SiteStatus => ({
  step: 1,
  site: `musubi_${host}`,
  name,
  place: { latitude: host === 'a' ? 38.27 : 34.69, longitude: host === 'a' ? 140.87 : 135.5 },
  identity: { host, device: `${host}1` },
  content,
  running: true,
  port: 1,
  system: '7',
  timeline: 2,
  streaming: false,
  keys: '',
  told: null,
  promoted: null,
  memory: { mode: 'together', alone: null, peer: 'musubi_b' },
})
const log = { leads: true, timeline: 2, written: 0, flushed: null }
const healthy: KeeperState = {
  mode: 'together',
  alone: null,
  stopped: null,
  joining: false,
  problem: null,
  serving: site('仙台', 'database', 'a'),
  copy: site('大阪', 'copy', 'b'),
  look: { ...log, state: 'streaming', sync: 'sync', reply: '', behind: 2400, seconds: 0.03 },
  ends: '2031-11-23T00:00:00Z',
  rtoMs: null,
}
const row = (change: Partial<SiteRow> = {}): SiteRow => ({
  site: 'musubi_b',
  name: '大阪',
  latitude: 34.69,
  longitude: 135.5,
  seen_at: '2026-11-22T20:00:00Z',
  proven_at: '2026-11-21T18:30:00Z',
  failover_at: null,
  rto_ms: null,
  rpo_bytes: null,
  ...change,
})
const page = async (change: Partial<KeeperState>, rows: readonly SiteRow[] = [row()], language: Language = 'ja') =>
  String(await (<Copies language={language} state={{ ...healthy, ...change }} rows={rows} proofDays={8} now={now} />))
const terminal = (change: Partial<KeeperState>, language: Language = 'ja') =>
  siteLines({ ...healthy, ...change }, now, language).join('\n')

const lost: Partial<KeeperState> = {
  copy: null,
  look: { ...log, state: null, sync: null, reply: null, behind: null, seconds: null },
}

test('healthy: green, with how far, how late and what was measured', async () => {
  const html = await page({}, [row({ failover_at: '2026-10-01T03:00:00Z', rto_ms: '1866', rpo_bytes: '0' })])
  expect(html).toContain('notice-success')
  for (const words of ['623', '2.4 KB', '0.03', '1.9 秒', '0 バイト', '確認済み', '2031年11月23日'])
    expect(html).toContain(words)
  expect(html).not.toContain('notice-error')
  expect(terminal({ rtoMs: 1866 })).toContain('書けなかった時間: 1.9 秒')
  expect(terminal({}, 'en')).toContain('copies that one disaster does not take together: 2')
})

test('on one machine: red, whatever was declared, and also while something else is wrong', async () => {
  const copy = site('大阪', 'copy', 'a')
  const html = await page({ copy })
  expect(html).toContain('notice-error')
  expect(html).toContain('写しは一つしかないのと同じです')
  expect(html).toContain('測定では同じ場所にある')
  expect(await page({ copy, mode: 'forming' }, [row()], 'en')).toContain('what destroys one destroys the other')
  expect(terminal({ copy }, 'en')).toContain('one disk')
})

test('the copy is lost: what is stopped, since when, who can go on how; the lost site as it was last seen', async () => {
  const stopped = { since: '2026-11-23T00:58:00Z', why: 'copy-lost' } as const
  const html = await page({ ...lost, stopped })
  expect(html).toContain('新しい記録の受付を止めています')
  expect(html).toContain('musubi sites degrade')
  expect(html).toContain('応答なし')
  expect(html).toContain('2026年11月23日 05:00')
  expect(html).not.toContain('両方の拠点に保管しています')
  expect(terminal({ ...lost, stopped })).toContain('停止してから 120 秒')
  // Here the same command would be a promise that the other site did not go on.
  expect(await page({ ...lost, stopped: { ...stopped, why: 'unproven' } })).toContain(
    '引き継いでいないと確かめられたとき',
  )
})

test('one site alone, a copy that is behind, one that cannot be made: each says so', async () => {
  const alone = { at: '2026-11-23T00:50:00Z', reason: '大阪の停電' }
  expect(await page({ ...lost, mode: 'alone', alone })).toContain('理由: 大阪の停電')
  expect(terminal({ ...lost, mode: 'alone', alone }, 'en')).toContain('is lost now')
  const look = healthy.look && { ...healthy.look, behind: 300e6 }
  expect(await page({ look })).toContain('写しが遅れています')
  expect(await page({ problem: { ja: '別の記録', en: 'another one' } })).toContain('写しを作れません')
})

test('a restore that was not proven, or not for long, is red; so are certificates that end soon', async () => {
  expect(await page({}, [row({ proven_at: null })])).toContain('一度も確かめていません')
  expect(await page({}, [row({ proven_at: '2026-11-01T00:00:00Z' })])).toContain('8 日以上確かめていません')
  expect(await page({ ends: '2026-12-20T00:00:00Z' })).toContain('拠点の登録をやり直してください')
  expect(terminal({ ends: '2026-12-20T00:00:00Z' }, 'en')).toContain('musubi sites invite')
  expect(terminal({}, 'en')).not.toContain('musubi sites invite')
  expect(await page({}, [row({ failover_at: '2026-10-01T03:00:00Z' })], 'en')).toContain('promoted while the copy')
})
