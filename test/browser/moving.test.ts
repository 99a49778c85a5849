import { afterAll, expect, test } from 'vitest'
import { closeBrowser, closePage, type Page } from '../browser.ts'
import { desk, looksRight as looks, looksRightInBoth as looksInBoth, main, pathOf, press } from './desk.ts'
import { residentFiles } from './moving-files.ts'

afterAll(closeBrowser)

const put = async (page: Page, files: ReturnType<typeof residentFiles>): Promise<void> => {
  for (const { name, bytes } of files) {
    await main(page)
      .locator('input[type=file][name=file]')
      .setInputFiles({ name, mimeType: 'text/plain', buffer: bytes })
    await press(page, 'ファイルを入れる')
    await main(page).getByText(name).first().waitFor()
  }
}

test.each([false, true])(
  'an officer rehearses, mends, proposes and the chief approves, with JavaScript %s',
  async javaScript => {
    // axe needs timers: the walk without script is the same, unlooked at.
    const [looksRight, looksRightInBoth] = javaScript ? [looks, looksInBoth] : [async () => {}, async () => {}]
    const officer = await desk('officer', { javaScript })
    await officer.goto('/moving')
    await looksRightInBoth(officer)
    await press(officer, '移行を始める')
    await main(officer)
      .getByRole('link', { name: /名前を100文字以内/ })
      .waitFor()
    const name = `見本市 住民記録 ${javaScript ? 'あり' : 'なし'}`
    await officer.fill('#field-name', name)
    await main(officer).locator('select[name=mapping]').selectOption('residents-sample shipped')
    await main(officer).locator('input[name=sample]').check()
    await press(officer, '移行を始める')
    await main(officer).getByRole('heading', { name }).waitFor()
    const move = pathOf(officer)

    await put(officer, residentFiles(true))
    await looksRightInBoth(officer)
    await press(officer, 'リハーサルをする')
    const said = await main(officer).innerText()
    for (const kind of ['コードの不一致', '存在しない日付', '親のない行', '文字セットの外の文字'])
      expect(said).toContain(kind)
    await looksRightInBoth(officer)
    await main(officer).locator('a[href*="/rows?"]').first().click()
    await main(officer).getByText('閲覧したことは証跡に残りました').waitFor()
    await looksRight(officer)

    await officer.goto(`${move}/mapping/resident?values=1`)
    expect(await main(officer).innerText()).toContain('髙﨑')
    await looksRightInBoth(officer)
    await main(officer).getByRole('link', { name: '性別' }).click()
    await looksRight(officer)
    await main(officer).locator('details summary').first().click()
    await officer.fill('#field-codes', '1=男\n2=女\n7=不明')
    await press(officer, '保存する')
    await main(officer).getByText('コード対応3件').waitFor()

    await main(officer).getByRole('link', { name: '取り込む行と、つなぐファイルを変える' }).click()
    await looksRightInBoth(officer)
    expect(await main(officer).locator('input[name=oneOf]').inputValue()).toBe('1')
    await main(officer).locator('select[name="join.change.addressee"]').selectOption('addressee')
    await press(officer, '保存する')
    await main(officer)
      .getByRole('link', { name: /キーの項目はすべて選んでください/ })
      .waitFor()
    await looksRight(officer)
    await main(officer).locator('select[name="join.change.addressee"]').selectOption('')
    await main(officer).locator('select[name="join.household.householdNumber"]').selectOption('householdNumber')
    await press(officer, '保存する')
    await main(officer).getByText('対応づけを保存しました').waitFor()

    await officer.goto(move)
    await put(officer, residentFiles(false))
    await press(officer, 'リハーサルをする')
    await main(officer).getByText('すべての行を取り込めます').waitFor()
    await main(officer).getByRole('heading', { name: '前回との差' }).waitFor()
    await looksRight(officer)

    await officer.goto(move)
    await press(officer, '切替を起案する')
    await main(officer).getByRole('link', { name: '切替の理由を入力してください。' }).waitFor()
    // Not today: the job looks each minute, and would carry it out before it is withdrawn.
    await officer.fill('#field-day', '2099-04-01')
    await officer.fill('#field-reason', '練習のため')
    await press(officer, '切替を起案する')
    await main(officer).getByText('承認待ち').first().waitFor()
    expect(await main(officer).getByRole('button', { name: 'この切替を承認する' }).count()).toBe(0)
    await looksRight(officer)

    const chief = await desk('chief', { javaScript })
    await chief.goto(move)
    expect(await main(chief).getByRole('button', { name: 'リハーサルをする' }).count()).toBe(0)
    await press(chief, 'この切替を承認する')
    await main(chief).getByText('承認済み').first().waitFor()
    await looksRight(chief)
    await officer.goto(move)
    await press(officer, '計画を取り下げる')
    await main(officer).getByText('取下げ').first().waitFor()

    await press(officer, '今の台帳と突き合わせる')
    await main(officer).getByText('旧システムと台帳に違いがあります').waitFor()
    await press(officer, '突合の結果を確認した')
    await main(officer).getByRole('link', { name: '違いがあるので、理由を入力してください。' }).waitFor()
    await officer.fill('#field-remark', '切替の前のため')
    await press(officer, '突合の結果を確認した')
    await main(officer).getByText('が確認しました').waitFor()
    await looksRightInBoth(officer)
    await closePage(officer)
    await closePage(chief)
  },
)
