import { afterAll, describe, expect, test } from 'vitest'
import { closeBrowser, closePage, complaints, overflow, type Page, type PageOptions } from '../browser.ts'
import { desk, looksRight, main, pathOf, press } from './desk.ts'

afterAll(closeBrowser)

const ways: readonly (readonly [string, PageOptions, number])[] = [
  ['at a desk, with JavaScript', {}, 80],
  ['on a phone, without', { phone: true, javaScript: false }, 12],
  ['on a phone, with JavaScript, looked at by axe', { phone: true }, 4],
]

/** A page as it came back from a form. Eighty rows are as right as four, and axe takes its time for each. */
const holds = async (page: Page, axe: boolean): Promise<void> => {
  if (axe) await looksRight(page)
  else expect(await overflow(page)).toBe(0)
}

const boxes = (page: Page) => main(page).locator('tbody .pick input')

describe.each(ways)('renewals at once %s', (_, options, many) => {
  const axe = many < 10

  test('an officer sends them after one look, a chief decides them after another', async () => {
    const officer = await desk('officer', options)
    await main(officer)
      .getByRole('link', { name: /更新審査中/ })
      .first()
      .click()
    // Nothing chosen: told, and nothing else.
    await press(officer, '更新を許可する')
    await main(officer).getByText('一覧で記録を選んでから押してください。').waitFor()
    if (options.javaScript === false) {
      await main(officer).getByRole('link', { name: 'この一覧のすべてを選ぶ' }).click()
      expect(await boxes(officer).first().isChecked()).toBe(true)
      await main(officer).getByRole('link', { name: 'すべて外す' }).click()
    } else {
      await main(officer).getByRole('link', { name: 'この一覧のすべてを選ぶ' }).click()
      await main(officer)
        .getByText(/^\d+件を選択中$/)
        .waitFor()
      await main(officer).getByRole('link', { name: 'すべて外す' }).click()
    }
    expect(await boxes(officer).first().isChecked()).toBe(false)
    // Only rows on which nothing is under way: other walks propose too.
    const free = main(officer)
      .locator('tbody tr')
      .filter({ has: officer.getByRole('link', { name: '更新を許可する' }) })
      .locator('.pick input')
    const values = (await free.evaluateAll(all => all.map(one => one.getAttribute('value') ?? ''))).slice(-many)
    expect(values).toHaveLength(many)
    for (const value of values) await main(officer).locator(`.pick input[value="${value}"]`).check()
    if (options.javaScript !== false)
      expect(await main(officer).locator('.choose-bar output').innerText()).toBe(`${many}件を選択中`)
    await press(officer, '更新を許可する')

    await main(officer)
      .getByRole('heading', { name: `更新を許可する（${many}件）` })
      .waitFor()
    await holds(officer, axe)
    await press(officer, '一件ずつの結果を確かめる')
    await main(officer).getByRole('link', { name: '決裁者に伝える理由を入力してください。' }).waitFor()
    await officer.locator('#field-renewalDecidedOn').fill('令和90年1月1日')
    await officer.locator('#field-reason').fill('見本：審査の結果、基準に適合')
    await press(officer, '一件ずつの結果を確かめる')
    await main(officer)
      .getByRole('link', { name: /先の日付です/ })
      .waitFor()
    const today = new Date(Date.now() + 9 * 3_600_000).toISOString().slice(0, 10)
    await officer.locator('#field-renewalDecidedOn').fill(today)
    await press(officer, '一件ずつの結果を確かめる')
    await main(officer).getByText(`選んだ${many}件のうち、${many}件ができます。`).waitFor()
    expect(await main(officer).locator('tbody tr').first().innerText()).toContain('更新申請の状態')
    await holds(officer, axe)
    // Back to the inputs, and nothing typed is lost.
    await press(officer, '入力を直す')
    expect(await officer.locator('#field-reason').inputValue()).toBe('見本：審査の結果、基準に適合')
    await press(officer, '一件ずつの結果を確かめる')
    await press(officer, `${many}件を決裁に回す`)
    await main(officer).getByText(`${many}件を決裁に回しました。`).waitFor()
    expect(await main(officer).locator('tbody tr').count()).toBe(many)
    await holds(officer, axe)
    await main(officer).getByRole('link', { name: 'まとめて回した起案' }).click()
    const batch = new URL(officer.url()).search
    // Their own: there is nothing to choose or to decide.
    expect(await boxes(officer).count()).toBe(0)

    const chief = await desk('chief', options)
    await main(chief)
      .getByRole('link', { name: /決裁を待つ起案/ })
      .first()
      .click()
    await main(chief).locator(`a[href="/proposals${batch}"]`).first().click()
    await main(chief)
      .getByRole('link', { name: new RegExp(`一件ずつ順に見る（${many}件）`) })
      .click()
    const first = pathOf(chief)
    await press(chief, '承認して次へ')
    await main(chief)
      .getByText(new RegExp(`残り${many - 1}件`))
      .first()
      .waitFor()
    expect(pathOf(chief)).not.toBe(first)
    await holds(chief, axe)
    await chief.locator('#field-comment').fill('見本：台帳と合いません')
    await press(chief, '差し戻す')
    await main(chief).getByText('差戻し', { exact: true }).waitFor()

    await chief.goto(`/proposals${batch}&choose=all`)
    expect(await boxes(chief).count()).toBe(many - 2)
    await press(chief, '選んだ起案の内容を並べて見る')
    await main(chief)
      .getByRole('heading', { name: `選んだ起案（${many - 2}件）` })
      .waitFor()
    await main(chief).locator('.matter .pick input').first().uncheck()
    await holds(chief, axe)
    await press(chief, 'チェックした起案を差し戻す')
    await main(chief).getByRole('link', { name: '起案者に伝える理由を入力してください。' }).waitFor()
    // What was not ticked stays so.
    expect(await main(chief).locator('.matter .pick input').first().isChecked()).toBe(false)
    await press(chief, 'チェックした起案を承認する')
    await main(chief)
      .getByText(`${many - 3}件を承認しました。`)
      .waitFor()
    await holds(chief, axe)
    await chief.goto(`/proposals${batch}`)
    expect(await boxes(chief).count()).toBe(1)
    for (const page of [officer, chief]) {
      expect(complaints(page).filter(text => !/status of 4(09|22)/.test(text))).toEqual([])
      await closePage(page)
    }
  })
})

test('after one step the way leads on to the next of the list', async () => {
  const officer = await desk('officer', { javaScript: false })
  await officer.goto('/waste/work/expiring?days=180')
  const due = main(officer).getByRole('link', { name: '更新申請を受け付ける' })
  const [first, second] = [due.nth(-2), due.last()]
  const next = await second.getAttribute('href')
  await first.click()
  await officer.locator('#field-reason').fill('窓口で受付')
  await press(officer, '決裁に回す')
  const on = main(officer).getByRole('link', { name: '次の記録の手続へ' })
  expect(await on.getAttribute('href')).toBe(next)
  await on.click()
  await main(officer).getByRole('heading', { name: '更新申請を受け付ける' }).waitFor()
  await main(officer).getByRole('link', { name: 'やめる' }).click()
  expect(pathOf(officer)).toBe('/waste/work/expiring')
  await closePage(officer)
})

test('a second certificate is a reissue, and says why', async () => {
  const officer = await desk('officer')
  await officer.goto('/waste/work/expiring?days=180')
  await main(officer).locator('tbody tr').nth(20).locator('th a').click()
  await main(officer).locator('a[href*="/documents/"]').first().click()
  await press(officer, '番号を付けて発行する')
  await main(officer).getByText('この内容では発行済みです').waitFor()
  await press(officer, '新しい番号で再発行する')
  await main(officer).getByRole('link', { name: '再発行の理由を入力してください。' }).waitFor()
  await looksRight(officer)
  await officer.locator('#field-reissue').fill('見本：汚損')
  await press(officer, '新しい番号で再発行する')
  expect(await main(officer).locator('tbody tr').first().innerText()).toContain('見本：汚損')
  expect(await main(officer).locator('tbody tr').filter({ hasText: 'PDF' }).count()).toBe(2)
  await closePage(officer)
})
