import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../test/platform/platform.ts'
import { isHoliday } from '../base/calendar/holidays.ts'
import { isOpenAt } from '../base/hours.ts'
import { region } from '../regions/miyagi/index.ts'
import { npos } from './npos/system.ts'
import { samplePharmacies } from './pharmacies/sample.ts'
import { pharmacies } from './pharmacies/system.ts'

let platform: TestPlatform
beforeAll(async () => {
  platform = await startTestPlatform()
  for (const system of [pharmacies, npos]) await system.sample?.(platform.built.services, () => {})
  await platform.test.database.owner`analyze`
})
afterAll(() => platform.close())

const get = (path: string) => platform.listener('public').fetch(new Request(`http://localhost${path}`))
const text = async (path: string) => (await get(path)).text()
const found = async (path: string): Promise<number> =>
  Number((/role="status">(?:全部で)?([\d,]+)件/.exec(await text(path))?.[1] ?? '0').replace(',', ''))
const records = async (query: string): Promise<readonly Record<string, never>[]> => {
  const { records: list } = (await (await get(`/api/v1/pharmacy?limit=1000&${query}`)).json()) as {
    records: readonly Record<string, never>[]
  }
  return list
}

describe('open at', () => {
  test.each(['2026-11-22T10:00:00+09:00', '2026-11-23T19:30:00+09:00', '2026-11-25T01:30:00+09:00'])(
    'the list at %s is what the hours say, one by one',
    async moment => {
      const expected = samplePharmacies(region.sample).filter(
        ({ hours }) => hours && isOpenAt(hours, new Date(moment), isHoliday),
      ).length
      expect(expected).toBeGreaterThan(5)
      expect(await records(`hours.openAt=${encodeURIComponent(moment)}`)).toHaveLength(expected)
    },
  )

  test('now is this moment, for pages and the API alike', async () => {
    const now = await records('hours.openAt=now')
    expect(now).toEqual(await records(`hours.openAt=${platform.built.services.clock.now().toISOString()}`))
    expect(await found('/pharmacies?hours.openAt=now')).toBe(now.length)
  })
})

describe('residents', () => {
  test('find by two characters, kana, kanji and variants of a glyph', async () => {
    const kanji = await found(`/pharmacies?q=${encodeURIComponent('髙砂')}`)
    expect(kanji).toBeGreaterThan(0)
    expect(await found(`/pharmacies?q=${encodeURIComponent('高砂')}`)).toBe(kanji)
    expect(await found(`/pharmacies?q=${encodeURIComponent('たかさご')}`)).toBe(kanji)
    expect(await found(`/pharmacies?q=${encodeURIComponent('ﾀｶｻｺﾞ')}`)).toBe(kanji)
  })

  test('a city finds its wards', async () => {
    const wards = region.municipalities.filter(one => one.city === '041009').map(one => one.code)
    const each = await Promise.all(wards.map(code => found(`/pharmacies?address=${code}`)))
    expect(each.every(count => count > 0)).toBe(true)
    expect(await found('/pharmacies?address=041009')).toBe(each.reduce((sum, count) => sum + count, 0))
  })

  test.each([
    ['/pharmacies?hours.openAt=x', '「開店時間」の条件「x」'],
    ['/pharmacies?services=flying', '「対応できる業務」の条件「flying」'],
    ['/npos?certifiedOn.from=soon', '「認証年月日」の条件「soon」'],
    ['/pharmacies?address=sendai', '「市町村」の条件「sendai」'],
    ['/pharmacies?note=x', '「note」では絞り込み'],
  ])('%s is refused with the reason, and the form stays', async (path, reason) => {
    const response = await get(path)
    expect(response.status).toBe(400)
    const body = await response.text()
    expect(body).toContain(reason)
    expect(body).toContain('class="search-form"')
  })

  test('a link whose place in the list cannot be read leads to the first page, which says so', async () => {
    const response = await get('/pharmacies?after=WyJ4IiwieSJd')
    expect(response.status).toBe(200)
    expect(await response.text()).toContain('一覧の最初のページを表示しています')
  })

  test('each condition can be taken away alone', async () => {
    const body = await text('/en/pharmacies?hours.openAt=now&services=home')
    expect(body).toContain('href="/en/pharmacies?services=home"')
    expect(body).toContain('href="/en/pharmacies?hours.openAt=now"')
  })

  test('a pharmacy says first whether it is open, its number and where it is', async () => {
    const [first] = await records('limit=1')
    const body = await text(`/pharmacies/${String(first?.['id'])}`)
    const lines = body.slice(body.indexOf('first-lines'), body.indexOf('<section class="section">'))
    expect(lines).toContain('いま')
    expect(lines).toContain('href="tel:022000')
    expect(lines).toContain('https://maps.gsi.go.jp/#17/')
    expect(await text(`/en/pharmacies/${String(first?.['id'])}`)).toMatch(
      /<h1><span lang="ja">見本[^<]+<\/span> \(Mihon[a-z]+\)<\/h1>/,
    )
  })

  test('the map has every place of the search, with its page', async () => {
    const answer = (await (await get('/pharmacies/map.geojson?hours.openAt=now')).json()) as {
      features: readonly { properties: { href: string } }[]
    }
    expect(answer.features).toHaveLength(await found('/pharmacies?hours.openAt=now'))
    expect((await get(answer.features[0]?.properties.href ?? '')).status).toBe(200)
  })

  test('dissolved bodies, contacts and notes are not published', async () => {
    const [row] = await platform.test.database
      .owner`select count(*)::int as count from register.npo where state = 'dissolved'`
    expect(row?.['count']).toBeGreaterThan(5)
    expect(await found('/npos?state=dissolved')).toBe(0)
    expect((await get('/npos?contact=x')).status).toBe(400)
  })

  test('one search goes through all systems', async () => {
    const body = await text(`/search?q=${encodeURIComponent('高砂')}`)
    expect(body).toContain(`/pharmacies?q=${encodeURIComponent('高砂')}`)
    expect(body).toContain(`/npos?q=${encodeURIComponent('高砂')}`)
    expect(await text('/search?q=')).not.toContain('class="hits"')
    expect(await text(`/search?q=${encodeURIComponent('そんなものはない')}`)).toContain('見つかりませんでした')
    expect(await text('/')).toContain('action="/search"')
  })
})
