import { describe, expect, it } from 'vitest'
import { bad, type Problem } from '../../base/problem.ts'
import type { Field, FieldKindId } from './field.ts'
import { exampleContext, type KindExamples, kindExamples } from './kinds/examples.ts'
import { readField, writeField } from './kinds/index.ts'
import { formTexts, textsOf } from './kinds/input.ts'
import { FieldInput, type FieldInputProps, FieldValue, fieldValue } from './widgets.tsx'

const all = Object.entries<KindExamples<FieldKindId>>(kindExamples)
const languages = ['ja', 'en'] as const

const input = (field: Field, texts: readonly string[], more: Partial<FieldInputProps> = {}): string =>
  String(<FieldInput id="it" field={field} texts={texts} language="ja" context={exampleContext} {...more} />)

const attribute = (html: string, name: string): readonly string[] =>
  Array.from(html.matchAll(new RegExp(`\\s${name}="([^"]*)"`, 'g')), ([, value]) => value ?? '')

/** What a browser without script would send from the boxes of a rendered form. */
const submitted = (html: string): Record<string, string[]> => {
  const values: Record<string, string[]> = {}
  const add = (name: string | undefined, value: string | undefined) => {
    if (name !== undefined) values[name] = [...(values[name] ?? []), unescaped(value ?? '')]
  }
  for (const [tag] of html.matchAll(/<input[^>]*>/g)) {
    const type = attribute(tag, 'type')[0]
    if (type === 'file' || ((type === 'checkbox' || type === 'radio') && !/\schecked/.test(tag))) continue
    add(attribute(tag, 'name')[0], attribute(tag, 'value')[0])
  }
  for (const [, head = '', body] of html.matchAll(/<textarea([^>]*)>([\s\S]*?)<\/textarea>/g))
    add(attribute(head, 'name')[0], body)
  for (const [, head = '', body = ''] of html.matchAll(/<select([^>]*)>([\s\S]*?)<\/select>/g)) {
    const chosen = Array.from(body.matchAll(/<option[^>]*>/g), ([tag]) => tag).find(tag => /\sselected/.test(tag))
    add(attribute(head, 'name')[0], chosen ? attribute(chosen, 'value')[0] : '')
  }
  return values
}

const unescaped = (text: string) =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')

describe.each(all)('input of %s', (_id, example) => {
  const { field } = example

  it.each(languages)('has a label for every box (%s)', language => {
    for (const texts of [[], ...example.good.map(one => one.texts), ...example.bad]) {
      const html = input(field, texts, { language })
      expect(html).toContain(field.label[language])
      const ids = attribute(html, 'id')
      expect(new Set(ids).size).toBe(ids.length)
      for (const target of attribute(html, 'for')) expect(ids).toContain(target)
      for (const described of attribute(html, 'aria-describedby').flatMap(value => value.split(' ')))
        expect(ids).toContain(described)
      for (const [tag] of html.matchAll(/<(?:input|select|textarea)\b[^>]*>/g)) {
        const [id] = attribute(tag, 'id')
        const inLabel = html.includes(`<label class="choice">${tag}`)
        const hidden = attribute(tag, 'type')[0] === 'hidden'
        expect(hidden || inLabel || attribute(html, 'for').includes(id ?? ''), tag).toBe(true)
      }
      expect(html).not.toMatch(/undefined|\[object|style=|onclick/)
    }
  })

  it('sends back what it shows', () => {
    for (const { value } of example.good) {
      const values = submitted(input(field, writeField(field, value)))
      const texts = textsOf('it', field, values)
      expect(readField('it', field, texts, exampleContext)).toMatchObject({ ok: true, value })
    }
    const empty = textsOf('it', field, submitted(input(field, [])))
    expect(readField('it', field, empty, exampleContext)).toEqual({ ok: true, value: null })
  })

  it('shows what is wrong at the field', () => {
    const result = bad({ ja: '間違い', en: 'Wrong' }, { field: 'it' })
    const problems: readonly Problem[] = result.ok ? [] : result.problems
    const html = input(field, [], { problems })
    expect(html).toMatch(/id="field-it-error"[^>]*>間違い/)
    expect(attribute(html, 'aria-describedby').join(' ')).toContain('field-it-error')
    expect(input(field, [], { problems, language: 'en' })).toContain('Wrong')
    expect(input(field, [])).not.toContain('field-error')
  })

  it('says whether it must be filled', () => {
    expect(input({ ...field, required: true }, [])).toContain('必須')
    expect(input({ ...field, required: true }, [], { language: 'en' })).toContain('Required')
    expect(input(field, [])).toContain('任意')
  })

  it('never lets a text become markup', () => {
    const attack = '"><script>alert(1)</script>'
    expect(input(field, [attack, attack, attack])).not.toContain('<script')
    const rows = JSON.stringify([{ number: attack, 'base.town': attack }])
    expect(input(field, [rows])).not.toContain('<script')
  })

  it('shows values', () => {
    for (const { value } of example.good)
      for (const language of languages) {
        const html = String(<FieldValue field={field} value={value} language={language} context={exampleContext} />)
        expect(html).not.toBe('')
        expect(html).not.toMatch(/undefined|\[object/)
      }
    expect(fieldValue({ field, value: null, language: 'ja', context: exampleContext })).toBeNull()
  })
})

describe('values', () => {
  const base = { language: 'ja', context: exampleContext } as const
  const attack = '"><script>alert(1)</script>'

  it('are escaped, links included', () => {
    for (const kind of ['text', 'longText', 'email', 'phone', 'url', 'kana'] as const) {
      const html = String(<FieldValue {...base} field={kindExamples[kind].field} value={attack} />)
      expect(html).not.toContain('<script')
      expect(html).not.toMatch(/href="[^"]*"><script/)
    }
  })

  it('make no link of an address that would run', () => {
    const { field } = kindExamples.url
    expect(String(<FieldValue {...base} field={field} value="javascript:alert(1)" />)).not.toContain('href')
    expect(String(<FieldValue {...base} field={field} value="https://example.jp/?a=1&b=2" />)).toContain(
      'href="https://example.jp/?a=1&amp;b=2"',
    )
  })

  it('carry machine-readable days, phone links and lists', () => {
    expect(String(<FieldValue {...base} field={kindExamples.date.field} value="2026-04-01" />)).toBe(
      '<time datetime="2026-04-01">令和8年4月1日（2026年）</time>',
    )
    expect(String(<FieldValue {...base} field={kindExamples.phone.field} value="012-345-6789" />)).toContain(
      'href="tel:0123456789"',
    )
    const codes = ['0100', '0300']
    expect(String(<FieldValue {...base} field={kindExamples.choices.field} value={codes} language="en" />)).toContain(
      '<li>Waste oil</li>',
    )
  })

  it('link a reference by its name, in the language of the page', () => {
    const { field, good } = kindExamples.reference
    const value = good[0]?.value ?? ''
    const target = { name: '見本産業', path: '/operators/1' }
    expect(String(<FieldValue {...base} field={field} value={value} target={target} language="en" />)).toBe(
      '<a href="/en/operators/1">見本産業</a>',
    )
    expect(String(<FieldValue {...base} field={field} value={value} target={{ name: '見本産業' }} />)).toBe('見本産業')
  })
})

describe('boxes', () => {
  it('fill themselves only where a form asks about the person at the keyboard', () => {
    const { field } = kindExamples.email
    expect(input(field, [])).toContain('autocomplete="off"')
    expect(input(field, [], { aboutSelf: true })).toContain('autocomplete="email"')
    expect(input(field, [])).toContain('type="email"')
    expect(input(kindExamples.phone.field, [])).toContain('type="tel"')
    expect(input(kindExamples.yen.field, [])).toContain('inputmode="numeric"')
  })

  const many = (groups: boolean) =>
    Array.from({ length: 40 }, (_, at) => ({
      code: `c${at}`,
      label: { ja: `選択${at}`, en: `Choice ${at}` },
      ...(groups ? { group: { ja: `組${at % 4}`, en: `Group ${at % 4}` } } : {}),
    }))

  it('fold long lists by their groups and open those with something chosen', () => {
    const field: Field = { kind: 'choices', label: { ja: '種類', en: 'Kinds' }, of: many(true) }
    const html = input(field, ['c1'])
    expect(html.match(/<details/g)).toHaveLength(4)
    expect(html.match(/<details class="details" open/g)).toHaveLength(1)
    expect(input({ ...field, of: many(false) }, [])).not.toContain('<details')
  })

  it('offer a retired choice only to records that hold it', () => {
    const { field } = kindExamples.choices
    expect(input(field, ['0100'])).not.toContain('旧区分')
    expect(input(field, ['9900'])).toContain('旧区分')
  })

  it('list many choices in a select, grouped', () => {
    const html = input({ kind: 'choice', label: { ja: '種類', en: 'Kind' }, of: many(true) }, ['選択7'])
    expect(html).toContain('<optgroup label="組0">')
    expect(html).toContain('value="c7" selected')
  })

  it('suggest records where there are too many for a list', () => {
    const { field } = kindExamples.reference
    const options = Array.from({ length: 400 }, (_, at) => ({ id: `id${at}`, name: `業者${at}` }))
    expect(input(field, ['id3'], { options: options.slice(0, 5) })).toContain('<option value="id3" selected')
    const html = input(field, ['id3'], { options })
    expect(html).toContain('<datalist id="field-it-list">')
    expect(html).toContain('現在：業者3')
  })

  it('keep a stored file until it is taken out', () => {
    const { field, good } = kindExamples.file
    const html = input({ ...field, required: true }, good[0]?.texts ?? [])
    expect(html).toContain('平面図.pdf')
    expect(html.match(/<input[^>]*type="file"[^>]*>/)?.[0]).not.toMatch(/\srequired/)
    const values = { ...submitted(html), 'it._remove': ['yes'] }
    expect(textsOf('it', field, values)).toEqual([''])
  })
})

describe('rows', () => {
  const { field, good } = kindExamples.rows
  const texts = good[0]?.texts ?? []

  it('end with an empty row, unless there are as many as may be', () => {
    const html = input(field, texts)
    expect(html).toContain('name="it.0.number"')
    expect(html).toContain('name="it.1.number"')
    expect(html).not.toContain('name="it.2.number"')
    expect(html).toMatch(/<button type="submit"[^>]*name="_add" value="it"/)
    const full = input({ ...field, max: 1 }, texts)
    expect(full).not.toContain('it.1.number')
    expect(full).not.toContain('_add')
  })

  it('are shown with the label at each value, for a phone on which the headings do not stand above them', () => {
    const value = [{ number: '二', since: null, base: null }]
    const html = String(<FieldValue field={field} value={value} language="ja" context={exampleContext} />)
    const label = field.kind === 'rows' ? field.fields['number']?.label.ja : ''
    expect(html).toContain(`data-label="${label}"`)
    expect(html).toContain('role="cell"')
  })

  it('come back as typed, right or wrong, in their order and without gaps', () => {
    const values = {
      'it.10.number': ['十'],
      'it.2.number': ['二'],
      'it.2.since': ['いつか'],
      'it.2.base.municipality': ['どこか'],
      'it.3.number': ['　'],
      'other.0.number': ['x'],
      'it.x.number': ['y'],
    }
    const [text = ''] = textsOf('it', field, values)
    expect(JSON.parse(text)).toEqual([
      { number: '二', since: 'いつか', 'base.municipality': 'どこか' },
      { number: '十' },
    ])
    const html = input(field, [text])
    expect(html).toContain('value="いつか"')
    expect(html).toContain('value="どこか" selected')
  })

  it('show a problem at its row', () => {
    const typed = [JSON.stringify([{ number: '1' }, { since: '2026-04-01' }])]
    const result = readField('it', field, typed, exampleContext)
    expect(result.ok).toBe(false)
    const problems = result.ok ? [] : result.problems
    expect(problems.map(problem => problem.field)).toEqual(['it.1.number'])
    expect(input(field, typed, { problems })).toMatch(/id="field-it\.1\.number-error"/)
  })

  it('ask and keep only what their conditions allow', () => {
    const conditional: Field = {
      ...field,
      fields: {
        leased: { kind: 'yesNo', label: { ja: 'リース', en: 'Leased' } },
        lessor: {
          kind: 'text',
          label: { ja: '貸主', en: 'Lessor' },
          required: true,
          when: { equal: [{ field: 'leased' }, { value: true }] },
        },
      },
    }
    const read = (text: string) => readField('it', conditional, [text], exampleContext)
    expect(read('[{"leased":"いいえ","lessor":"某社"}]')).toMatchObject({ value: [{ leased: false, lessor: null }] })
    expect(read('[{"leased":"はい"}]')).toMatchObject({ ok: false, problems: [{ field: 'it.0.lessor' }] })
  })
})

it('reads a whole form', () => {
  const fields = { name: kindExamples.text.field, kinds: kindExamples.choices.field, at: kindExamples.point.field }
  const values = { name: ['見本'], kinds: ['0100', '0300'], 'at.latitude': ['35'], 'at.longitude': ['139'] }
  expect(formTexts(fields, values)).toEqual({ name: ['見本'], kinds: ['0100;0300'], at: ['35', '139'] })
})
