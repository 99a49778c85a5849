import { expect, test } from 'vitest'
import { Help, Option } from './field.tsx'
import { PageHeading, Section } from './page.tsx'
import { PageLanguage, Words } from './words.tsx'

const inEnglish = (text: string) =>
  String(
    <PageLanguage.Provider value="en">
      <Words text={text} />
    </PageLanguage.Provider>,
  )

test('on an English page Japanese is marked, and nothing else', () => {
  expect(inEnglish('株式会社見本 (Mihon), 3rd floor')).toBe('<span lang="ja">株式会社見本</span> (Mihon), 3rd floor')
  expect(inEnglish('円田字見本9012番地20, Zao')).toBe('<span lang="ja">円田字見本9012番地20</span>, Zao')
  expect(inEnglish('plain')).toBe('plain')
  expect(inEnglish('a <b> 邉󠄏')).toBe('a &lt;b&gt; <span lang="ja">邉󠄏</span>')
})

test('on a Japanese page text stays as it is', () => {
  expect(String(<Words text="株式会社 Mihon" />)).toBe('株式会社 Mihon')
})

test('a choice, in which nothing can be marked, says its own language', () => {
  const option = (label: string) =>
    String(
      <PageLanguage.Provider value="en">
        <Option value="1" label={label} />
      </PageLanguage.Provider>,
    )
  expect(option('株式会社見本')).toBe('<option value="1" lang="ja">株式会社見本</option>')
  expect(option('1号 Sludge dewatering')).toBe('<option value="1">1号 Sludge dewatering</option>')
  expect(String(<Option value="1" label="株式会社見本" />)).toBe('<option value="1">株式会社見本</option>')
})

test('headings, sections and helps mark their Japanese', () => {
  const page = String(
    <PageLanguage.Provider value="en">
      <PageHeading title="History of 株式会社見本" lead="見本 太郎" />
      <Section title="As of 令和8年 (version 1)" />
      <Help language="en" name="day" help={{ ja: '', en: 'For example 令和8年4月1日' }} />
    </PageLanguage.Provider>,
  )
  for (const marked of ['株式会社見本', '太郎', '令和8年', '令和8年4月1日'])
    expect(page).toContain(`<span lang="ja">${marked}</span>`)
})
