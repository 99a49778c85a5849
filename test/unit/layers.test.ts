import { describe, expect, test } from 'vitest'
import { type Import, importsOf, type Source, sourcesIn } from './sources.ts'

/**
 * Imports go one way (docs/architecture.md): a file may import from its own layer and from those that stand before it.
 * The first pattern that fits names the layer.
 */
const layers: readonly (readonly [string, RegExp])[] = [
  ['base', /^src\/base\//],
  ['ui', /^src\/ui\//],
  ['database', /^src\/platform\/database\//],
  ['ledger', /^src\/platform\/ledger\//],
  ['services of the machine', /^src\/platform\/(files|jobs|messages)\//],
  ['access', /^src\/platform\/access\//],
  ['routing', /^src\/platform\/routing\//],
  ['registers', /^src\/platform\/(registers\/|(kind-context|region|plan\/measure|plan\/definition)\.ts)/],
  ['blocks', /^src\/platform\/[a-z-]+\//],
  ['platform', /^src\/platform\/[a-z-]+\.tsx?$/],
  ['web', /^src\/web\//],
  ['systems', /^src\/systems\//],
  ['commands', /^src\/(commands\/|main\.ts)/],
]

const layerOf = (path: string): number => layers.findIndex(([, form]) => form.test(path))
const nameOf = (path: string): string => layers[layerOf(path)]?.[0] ?? 'no layer'

/** Types that the contracts of a lower layer name, and that bring no code along. */
const shared = new Set([
  'src/platform/access/actor.ts',
  'src/platform/routing/route.ts',
  'src/platform/routing/outcome.ts',
])

const complaint = ({ from, to }: Import): string =>
  `${from} (${nameOf(from)}) imports ${to} (${nameOf(to)}), which stands above it`

/** A region is data: it may know the base, and the types of what it fills in. */
const regionComplaint = ({ from, to, typeOnly }: Import): readonly string[] => {
  const allowed =
    to.startsWith('src/base/') ||
    to.startsWith(from.split('/').slice(0, 3).join('/')) ||
    (typeOnly && /^src\/(platform|systems)\//.test(to))
  return allowed ? [] : [`${from} imports ${to}: a region may import the base and definition types only`]
}

const systemComplaint = ({ from, to }: Import): readonly string[] => {
  const [own, other] = [from, to].map(path => /^src\/systems\/([^/]+)\//.exec(path)?.[1])
  return own !== undefined && other !== undefined && own !== other
    ? [`${from} imports ${to}: a system meets another one through its published interface only`]
    : []
}

const isTest = (path: string): boolean => /\.test\.tsx?$|\/fixture\.ts$/.test(path)

const complaintsOf = (sources: readonly Source[]): readonly string[] =>
  sources
    .filter(source => !isTest(source.path))
    .flatMap(importsOf)
    .flatMap(one => {
      const { from, to, typeOnly } = one
      if (from.startsWith('src/regions/')) return regionComplaint(one)
      if (to.startsWith('src/regions/'))
        return from === 'src/main.ts' || from === 'src/systems/index.ts' ? [] : [`${from} imports the region ${to}`]
      if (typeOnly && shared.has(to)) return []
      if (layerOf(from) < 0 || layerOf(to) < 0) return [`${from} or ${to} stands in no layer`]
      return layerOf(from) < layerOf(to) ? [complaint(one)] : systemComplaint(one)
    })

const sources = sourcesIn('src').filter(source => !source.path.startsWith('src/web/client/'))

test('every file stands in a layer, and imports go one way', () => {
  expect(sources.length).toBeGreaterThan(300)
  expect(sources.flatMap(importsOf).length).toBeGreaterThan(1000)
  expect(complaintsOf(sources)).toEqual([])
})

describe('the test itself finds', () => {
  const finds = (path: string, text: string) => expect(complaintsOf([{ path, text }])).toHaveLength(1)

  test('a base that knows the platform', () => {
    finds('src/base/x.ts', `import { a } from '../platform/database/pool.ts'`)
  })
  test('a component that asks a register, also over several lines', () => {
    finds('src/ui/x.tsx', `import {\n  a,\n  b,\n} from '../platform/registers/service.ts'`)
  })
  test('a platform that knows a system, a region, the web', () => {
    finds('src/platform/registers/x.ts', `import { a } from '../../systems/index.ts'`)
    finds('src/platform/registers/x.ts', `import type { A } from '../../regions/miyagi/index.ts'`)
    finds('src/platform/plan/x.ts', `const a = await import('../../web/server.ts')`)
  })
  test('a ledger that knows who is signed in, other than by type', () => {
    finds('src/platform/ledger/x.ts', `import { a } from '../access/session.ts'`)
    expect(
      complaintsOf([{ path: 'src/platform/ledger/x.ts', text: `import type { Actor } from '../access/actor.ts'` }]),
    ).toEqual([])
  })
  test('a system that imports another one', () => {
    finds('src/systems/pharmacies/x.ts', `import { a } from '../waste-operators/system.ts'`)
  })
  test('a region with code of a system', () => {
    finds('src/regions/miyagi/x.ts', `import { a } from '../../systems/waste-operators/system.ts'`)
  })
})
