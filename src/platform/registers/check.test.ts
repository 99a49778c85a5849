import { describe, expect, it } from 'vitest'
import { nationalCodes } from '../../base/codes/index.ts'
import { DefinitionError } from '../../base/problem.ts'
import { checkRegister, checkRegisters } from './check.ts'
import { defineRegister, type RegisterDefinition } from './definition.ts'
import type { Field, Fields } from './field.ts'

const label = (ja: string, en: string) => ({ label: { ja, en } })

const club = defineRegister({
  id: 'club',
  title: { ja: 'クラブ', en: 'Clubs' },
  description: { ja: '見本', en: 'Sample' },
  fields: {
    name: { kind: 'text', ...label('名称', 'Name'), class: 'public', formerly: [{ id: 'title', until: '2027-03-31' }] },
    nameKana: { kind: 'kana', ...label('フリガナ', 'Reading'), of: 'name', class: 'public' },
    foundedOn: { kind: 'date', ...label('設立日', 'Founded'), class: 'public' },
    location: { kind: 'point', ...label('位置', 'Position'), class: 'public' },
    secret: { kind: 'text', ...label('番号', 'Number'), class: 'special', unique: true },
    phone: { kind: 'phone', ...label('電話', 'Phone'), class: 'personal' },
    open: { kind: 'yesNo', ...label('公開', 'Open'), class: 'public' },
    note: { kind: 'longText', ...label('備考', 'Note') },
    old: {
      kind: 'text',
      ...label('旧項目', 'Old'),
      retired: { since: '2020-04-01', reason: { ja: '廃止', en: 'Gone' } },
    },
  },
  naming: ['name'],
  list: ['name', 'foundedOn', 'phone'],
  search: ['name', 'nameKana', 'phone'],
  filters: ['open', 'phone', 'secret'],
  sort: ['-foundedOn', 'nameKana'],
  unique: [['name', 'foundedOn']],
  rules: [{ holds: { filled: 'name' }, field: 'name', message: { ja: '要', en: 'Needed' } }],
  sections: [{ title: { ja: '基本', en: 'Basics' }, fields: ['name', 'nameKana'] }],
  publish: { path: '/clubs', license: 'CC BY 4.0', when: { equal: [{ field: 'open' }, { value: true }] } },
  documents: [
    {
      id: 'letter',
      title: { ja: '通知', en: 'Letter' },
      number: '{document.year}-{document.number}',
      lines: [
        { kind: 'text', text: '{name} 御中 {document.day}' },
        { kind: 'fields', of: ['name', 'foundedOn'] },
      ],
    },
  ],
})

const check = (definition: RegisterDefinition, others: readonly RegisterDefinition[] = []) =>
  checkRegister(definition, [definition, ...others], nationalCodes)

describe('a sound register', () => {
  const checked = check(club)
  const ids = (fields: readonly { id: string }[] = []) => fields.map(field => field.id)

  it('knows its columns', () => {
    expect(checked.table).toBe('club')
    expect(checked.byId.get('foundedOn')?.columns).toEqual([{ name: 'founded_on', type: 'date' }])
    expect(checked.byId.get('location')?.columns.map(column => column.name)).toEqual([
      'location_latitude',
      'location_longitude',
    ])
    expect(checked.byId.get('secret')?.columns).toEqual([
      { name: 'secret', type: 'bytea' },
      { name: 'secret_index', type: 'bytea' },
    ])
  })

  it('gives every field its class', () => {
    expect(checked.byId.get('note')?.class).toBe('internal')
    const { note, name } = club.fields
    const personal: RegisterDefinition = {
      id: 'diary',
      title: club.title,
      description: club.description,
      fieldClass: 'personal',
      fields: { name, note },
      naming: ['name'],
      list: ['name'],
      search: [],
      filters: [],
      sort: [],
    }
    expect(check(personal).byId.get('note')?.class).toBe('personal')
    expect(check(personal).published).toBeNull()
  })

  it('publishes public fields and no others', () => {
    expect(ids(checked.published?.list)).toEqual(['name', 'foundedOn'])
    expect(ids(checked.published?.search)).toEqual(['name', 'nameKana'])
    expect(ids(checked.published?.filters)).toEqual(['open'])
    expect(ids(checked.published?.fields)).not.toContain('phone')
    expect(checked.published?.path).toBe('/clubs')
  })

  it('knows order, doubles, former names and headings', () => {
    expect(checked.sort.map(({ of, descending }) => [of.id, descending])).toEqual([
      ['foundedOn', true],
      ['nameKana', false],
    ])
    expect(checked.unique.map(ids)).toEqual([['secret'], ['name', 'foundedOn']])
    expect(checked.byFormerId.get('title')).toMatchObject({ of: { id: 'name' }, until: '2027-03-31' })
    expect(checked.sections.map(section => [section.title?.en, section.fields.length])).toEqual([
      ['Basics', 2],
      [undefined, 7],
    ])
    expect(ids(checked.asked)).not.toContain('old')
  })

  it('is found with all others', () => {
    expect([...checkRegisters([club], nationalCodes).keys()]).toEqual(['club'])
  })
})

const text: Field = { kind: 'text', ...label('項目', 'Field') }
const withField = (id: string, field: Field): RegisterDefinition => ({
  ...club,
  fields: { ...club.fields, [id]: field },
})
const inRows = (fields: Fields): RegisterDefinition =>
  withField('cars', { kind: 'rows', ...label('車', 'Cars'), fields })
const choices = (...of: readonly (readonly [string, string])[]) =>
  withField('colour', {
    kind: 'choice',
    ...label('色', 'Colour'),
    of: of.map(([code, name]) => ({ code, label: { ja: name, en: name } })),
  })

describe('a mistake stops the start', () => {
  it.each<readonly [string, RegisterDefinition, RegExp]>([
    ['register id', { ...club, id: 'Club' }, /snake_case/],
    ['no fields', { ...club, fields: {} }, /fields: there are none/],
    ['unknown field in naming', { ...club, naming: ['nome'] }, /naming: there is no field "nome"/],
    ['unknown field in list', { ...club, list: ['nome'] }, /list: there is no field "nome"/],
    ['unknown field in search', { ...club, search: ['nome'] }, /search: there is no field "nome"/],
    ['unknown field in filters', { ...club, filters: ['nome'] }, /filters: there is no field "nome"/],
    ['unknown field in sort', { ...club, sort: ['-nome'] }, /sort: there is no field "nome"/],
    ['unknown field in unique', { ...club, unique: [['nome']] }, /unique: there is no field "nome"/],
    [
      'unknown field in a section',
      { ...club, sections: [{ title: club.title, fields: ['nome'] }] },
      /sections: .*"nome"/,
    ],
    [
      'a field in two sections',
      {
        ...club,
        sections: [
          { title: club.title, fields: ['name'] },
          { title: club.title, fields: ['name'] },
        ],
      },
      /sections: field "name" is there twice/,
    ],
    [
      'unknown field in a rule',
      { ...club, rules: [{ holds: { filled: 'nome' }, field: 'name', message: club.title }] },
      /rules: .*"nome"/,
    ],
    [
      'a rule at an unknown field',
      { ...club, rules: [{ holds: { filled: 'name' }, field: 'nome', message: club.title }] },
      /rules: .*"nome"/,
    ],
    [
      'unknown field in a document',
      {
        ...club,
        documents: [
          { id: 'a', title: club.title, number: '{document.number}', lines: [{ kind: 'fields', of: ['nome'] }] },
        ],
      },
      /documents "a": .*"nome"/,
    ],
    [
      'unknown mark in a document',
      {
        ...club,
        documents: [
          { id: 'a', title: club.title, number: '{document.number}', lines: [{ kind: 'text', text: '{nome}' }] },
        ],
      },
      /documents "a": .*"nome"/,
    ],
    [
      'a mark of the document that there is not',
      { ...club, documents: [{ id: 'a', title: club.title, number: '{document.number}-{document.age}', lines: [] }] },
      /documents "a": .*"document.age"/,
    ],
    [
      'a document number that does not count',
      { ...club, documents: [{ id: 'a', title: club.title, number: '{document.year}', lines: [] }] },
      /documents "a": its number has no mark/,
    ],
    [
      'a unit from no choice',
      {
        ...club,
        fields: { ...club.fields, size: { kind: 'decimal', places: 1, unitFrom: 'name', ...label('広さ', 'Size') } },
      },
      /field "size" has its unit from "name"/,
    ],
    ['records held by no choice', { ...club, heldBy: 'name' }, /heldBy: field "name" is not a choice/],
    [
      'records held by choices that are no organisations',
      {
        ...club,
        heldBy: 'kind',
        fields: {
          ...club.fields,
          kind: { kind: 'choice', ...label('種', 'Kind'), of: [{ code: 'a', label: club.title }] },
        },
      },
      /heldBy: no choice of field "kind" names an organisation/,
    ],
    ['no naming', { ...club, naming: [] }, /naming: /],
    ['no list', { ...club, list: [] }, /list: /],
    ['double in list', { ...club, list: ['name', 'name'] }, /list: field "name" is there twice/],
    ['special in list', { ...club, list: ['name', 'secret'] }, /list: field "secret" is special/],
    ['special in search', { ...club, search: ['secret'] }, /search: field "secret" is special/],
    ['sort by what has no order', { ...club, sort: ['note'] }, /sort: field "note" .*no order/],
    ['search in what has no text', { ...club, search: ['foundedOn'] }, /search: field "foundedOn"/],
    ['unique of two columns', { ...club, unique: [['location']] }, /unique: field "location"/],
    ['no whole days', { ...club, approval: { operations: ['create'], expiresAfterDays: 0 } }, /approval: .*0 days/],
    ['approval of nothing', { ...club, approval: { operations: [], expiresAfterDays: 9 } }, /approval: names no/],
    [
      'publication by a field that is not public',
      { ...club, publish: { path: '/clubs', license: 'CC BY 4.0', when: { filled: 'phone' } } },
      /publish\.when: field "phone" is personal/,
    ],
    [
      'publication by an unknown field',
      { ...club, publish: { path: '/clubs', license: 'CC BY 4.0', when: { filled: 'nome' } } },
      /publish\.when: .*"nome"/,
    ],
    ['public without a name', { ...club, naming: ['note'] }, /publish: no field of naming is public/],
    ['public without a column', { ...club, list: ['note'] }, /publish: no field of list is public/],
    ['path', { ...club, publish: { path: 'clubs', license: 'CC BY 4.0' } }, /publish: path "clubs"/],
    ['licence', { ...club, publish: { path: '/clubs', license: ' ' } }, /publish: names no licence/],
    ['field id', withField('my_field', text), /field "my_field" .*camelCase/],
    ['SQL word', withField('order', text), /field "order" .*SQL reserves/],
    ['platform column', withField('createdAt', text), /field "createdAt" .*created_at/],
    ['column of another', withField('locationLatitude', text), /"location" and "locationLatitude" share/],
    ['column of an index', withField('secretIndex', text), /"secret" and "secretIndex" share/],
    ['no label', withField('more', { kind: 'text', ...label('', 'x') }), /field "more" has no label/],
    ['reading of nothing', withField('kana', { kind: 'kana', ...label('カナ', 'K'), of: 'nome' }), /"kana" .*"nome"/],
    ['reading of no text', withField('kana', { kind: 'kana', ...label('カナ', 'K'), of: 'phone' }), /"kana" .*"phone"/],
    [
      'unknown register',
      withField('home', { kind: 'reference', ...label('先', 'To'), to: 'nowhere' }),
      /"home" .*"nowhere"/,
    ],
    ['unknown code', withField('num', { kind: 'code', ...label('番号', 'No'), code: 'nothing' }), /"num" .*"nothing"/],
    ['no choices', choices(), /"colour" offers no choice/],
    ['double choice', choices(['a', '赤'], ['a', '青']), /"colour" "a" is there twice/],
    ['double label', choices(['a', '赤'], ['b', '赤']), /"colour" "赤" is there twice/],
    ['choice with a semicolon', choices(['a;b', '赤']), /"a;b"/],
    [
      'special list',
      withField('days', { kind: 'openingHours', ...label('時間', 'H'), class: 'special' }),
      /"days" .*special/,
    ],
    ['unique list', withField('place', { kind: 'address', ...label('所', 'A'), unique: true }), /"place" is unique/],
    ['pattern', withField('more', { ...text, pattern: { source: '(', hint: club.title } }), /"more" pattern/],
    ['limits', withField('more', { kind: 'integer', ...label('数', 'N'), min: 2, max: 1 }), /"more" min 2/],
    [
      'decimal limits',
      withField('more', { kind: 'decimal', ...label('数', 'N'), places: 1, min: '10', max: '9' }),
      /min 10/,
    ],
    ['places', withField('more', { kind: 'decimal', ...label('数', 'N'), places: -1 }), /"more" places/],
    ['day limit', withField('more', { kind: 'date', ...label('日', 'D'), min: '2026-02-30' }), /"2026-02-30"/],
    ['depends on nothing', withField('more', { ...text, when: { filled: 'nome' } }), /"more" depends on .*"nome"/],
    ['depends on itself', withField('more', { ...text, when: { filled: 'more' } }), /"more" depends on itself/],
    [
      'retired and required',
      withField('more', { ...text, required: true, retired: { since: '2020-01-01', reason: club.title } }),
      /"more" is retired and required/,
    ],
    [
      'former name of today',
      withField('more', { ...text, formerly: [{ id: 'name', until: '2027-01-01' }] }),
      /formerly "name"/,
    ],
    [
      'former name twice',
      withField('more', { ...text, formerly: [{ id: 'title', until: '2027-01-01' }] }),
      /formerly "title"/,
    ],
    ['former name without end', withField('more', { ...text, formerly: [{ id: 'x', until: 'soon' }] }), /"soon"/],
    [
      'rows in rows',
      inRows({ more: { kind: 'rows', ...label('行', 'R'), fields: { a: text } } }),
      /row field "cars.more"/,
    ],
    ['empty rows', inRows({}), /"cars" has rows without fields/],
    ['class in rows', inRows({ more: { ...text, class: 'public' } }), /row field "cars.more" has a class/],
    ['unique in rows', inRows({ more: { ...text, unique: true } }), /row field "cars.more" may not be unique/],
    ['unknown in rows', inRows({ more: { ...text, when: { filled: 'name' } } }), /row field "cars.more" depends/],
  ])('%s', (_name, definition, message) => {
    expect(() => check(definition)).toThrow(DefinitionError)
    expect(() => check(definition)).toThrow(message)
    expect(() => check(definition)).toThrow(new RegExp(`^register "${definition.id}", `))
  })

  it('between registers', () => {
    const other: RegisterDefinition = { ...club, id: 'other_club', publish: { path: '/other', license: 'CC0' } }
    expect(() => check(club, [other])).not.toThrow()
    expect(() => check(club, [{ ...other, id: 'club' }])).toThrow(/two registers/)
    expect(() => check(club, [{ ...other, publish: { path: '/clubs', license: 'CC0' } }])).toThrow(/path "\/clubs"/)
    const renamed: RegisterDefinition = { ...club, formerly: [{ id: 'other_club', until: '2027-01-01' }] }
    expect(() => check(renamed, [other])).toThrow(/former name "other_club"/)
    const { publish: _, ...unpublished } = other
    const referring = withField('home', { kind: 'reference', ...label('先', 'To'), to: 'other_club', class: 'public' })
    expect(() => check(referring, [other])).not.toThrow()
    expect(() => check(referring, [unpublished])).toThrow(/field "home" is public .*not published/)
  })
})
