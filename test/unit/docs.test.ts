import { existsSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, test } from 'vitest'
import { projectRoot } from '../../src/base/root.ts'
import { type Source, sourcesIn } from './sources.ts'

const documents = sourcesIn('.', /\.md$/)
const document = (path: string): string => documents.find(one => one.path === path)?.text ?? ''

/** Pictures are made by `npm run screenshots`; everything else that a text points at must be there. */
const linksOf = ({ path, text }: Source): readonly string[] =>
  [...text.matchAll(/\]\(([^)\s#]+)(?:#[^)]*)?\)/g)]
    .map(match => match[1] ?? '')
    .filter(target => !/^(?:https?:|mailto:)/.test(target))
    .map(target => normalize(join(dirname(path), target)))

describe('documents', () => {
  test('point at files that exist', () => {
    const broken = documents.flatMap(one =>
      linksOf(one)
        .filter(target => !existsSync(join(projectRoot, target)))
        .map(target => `${one.path}: ${target}`),
    )
    expect(documents.length).toBeGreaterThan(10)
    expect(broken).toEqual([])
  })

  test('name files and folders of the source that exist', () => {
    const named = documents.flatMap(({ path, text }) =>
      [...text.matchAll(/`((?:src|test|bin|migrations|generated|bench)\/[\w./*-]+)`/g)]
        .map(match => match[1] ?? '')
        .filter(target => !target.includes('*') && !existsSync(join(projectRoot, target)))
        .map(target => `${path}: ${target}`),
    )
    expect(named).toEqual([])
  })

  test('have a glossary in two languages whose words lead to their files', () => {
    const [, glossary = ''] = document('docs/architecture.md').split('## Glossary')
    const rows = glossary.split('\n').filter(line => /^\| [^-日]/.test(line))
    expect(rows.length).toBeGreaterThan(25)
    for (const row of rows) {
      expect(row).toMatch(/^\| \S.* \| \w.* \| \[/)
      expect(linksOf({ path: 'docs/architecture.md', text: row }).length).toBeGreaterThan(0)
    }
  })

  test('tell every environment variable that the code reads, and no other', () => {
    const sources = [...sourcesIn('src'), ...sourcesIn('test'), ...sourcesIn('bin', /\.mjs$/)]
    const read = new Set(
      sources
        .filter(({ path }) => !path.includes('.test.') || path.includes('large'))
        .flatMap(({ text }) => [...text.matchAll(/\b(MUSUBI_[A-Z_]+|DATABASE_URL|STAFF_PORT|PORT|HOST)\b/g)])
        .map(match => match[1] ?? '')
        .filter(name => !name.endsWith('_')),
    )
    const told = new Set(
      [...document('docs/operations.md').matchAll(/\b(MUSUBI_[A-Z_]+|DATABASE_URL|STAFF_PORT|PORT|HOST)\b/g)].map(
        match => match[1] ?? '',
      ),
    )
    expect(read.size).toBeGreaterThan(12)
    expect([...read].filter(name => !told.has(name))).toEqual([])
    expect([...told].filter(name => !read.has(name))).toEqual([])
  })

  test('tell every job', () => {
    const jobs = [...sourcesIn('src/commands'), ...sourcesIn('src/systems')]
      .flatMap(({ text }) => [...text.matchAll(/id: '([\w-]+)',\n(?:.*\n)?\s+cron:/g)])
      .map(match => match[1] ?? '')
    expect(jobs.length).toBeGreaterThan(2)
    for (const job of jobs) expect(document('docs/operations.md')).toContain(`\`${job}\``)
  })

  test('have decisions with a number of their own', () => {
    const numbers = documents.flatMap(({ path }) => /^docs\/adr\/(\d{4})-/.exec(path)?.[1] ?? [])
    expect(numbers.length).toBeGreaterThan(8)
    expect(numbers.filter((number, index) => numbers.indexOf(number) !== index)).toEqual([])
  })
})
