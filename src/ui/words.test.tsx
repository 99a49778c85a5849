import { expect, test } from 'vitest'
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
