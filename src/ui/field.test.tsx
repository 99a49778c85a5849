import { expect, test } from 'vitest'
import { ChoicesField } from './field.tsx'

test('choices that belong together stand under one heading, the others as ever', async () => {
  const html = String(
    await (
      <ChoicesField
        language="ja"
        name="may"
        several
        label={{ ja: '操作', en: 'May' }}
        values={['b']}
        choices={[
          { value: 'a', label: '閲覧', group: '許可' },
          { value: 'b', label: '変更', group: '許可' },
          { value: 'c', label: '閲覧', group: '施設' },
          { value: 'd', label: 'その他' },
        ]}
      />
    ).toString(),
  )
  const groups = html.split('<fieldset class="choice-group">').slice(1)
  expect(groups.map(group => /<legend>([^<]+)/.exec(group)?.[1])).toEqual(['許可', '施設'])
  expect(groups[0]).toMatch(/value="a"[\s\S]*value="b" checked/)
  expect([...html.matchAll(/type="checkbox"/g)]).toHaveLength(4)
})
