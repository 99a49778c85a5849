import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Cluster, checkCluster, maxConnections, timings } from '../../deploy/cluster.ts'
import { fill, renderNode } from '../../deploy/templates.ts'
import { projectRoot } from '../../src/base/root.ts'

const example: Cluster = JSON.parse(readFileSync(join(projectRoot, 'deploy/example.json'), 'utf8'))
const secrets = {
  superuserPassword: 'secret-super',
  replicationPassword: 'secret-replication',
  rewindPassword: 'secret-rewind',
  setupPassword: 'secret-setup',
}
const [first] = example.nodes
if (!first) throw new Error('the example has no node')
const files = renderNode(example, first, secrets)
const text = (end: string): string => files.find(({ path }) => path.endsWith(end))?.text ?? ''

describe('the files of a node', () => {
  test('have no mark left, and a secret only where the file says so', () => {
    expect(files.map(({ path }) => path)).toContain('etc/patroni/config.yml')
    for (const file of files) {
      expect(file.text, file.path).not.toContain('{{')
      expect(/secret-/.test(file.text), file.path).toBe(file.secret)
    }
    expect(() => fill('{{unknown}}', {})).toThrow('unknown')
  })

  test('promise that no answer is given before two nodes have the record', () => {
    const patroni = text('patroni/config.yml')
    for (const line of ['synchronous_mode: true', 'synchronous_mode_strict: true', 'use_pg_rewind: true'])
      expect(patroni).toMatch(new RegExp(`^ +${line}$`, 'm'))
    // Patroni's own condition for its three times.
    expect(timings.loopWait + 2 * timings.retryTimeout).toBeLessThanOrEqual(timings.ttl)
  })

  test('index Japanese: LC_CTYPE knows its letters, from version 17 on without a library', () => {
    expect(text('patroni/config.yml')).toContain('lc-ctype: C.UTF-8')
    expect(text('bootstrap.sql')).toContain("lc_ctype 'C.UTF-8'")
    const newer = renderNode({ ...example, postgres: { ...example.postgres, version: 18 } }, first, secrets)
    expect(newer.map(file => file.text).join()).toContain("locale_provider builtin builtin_locale 'C.UTF-8'")
  })

  test('lead to every process of every machine, and to the leader alone', () => {
    const proxy = text('haproxy.cfg')
    expect(proxy.match(/^ {2}server \S+ \S+:80[789]\d check$/gm)).toHaveLength(2 * 2 * example.nodes.length)
    expect(proxy.match(/^ {2}server \S+ \S+:5432 check port 8008$/gm)).toHaveLength(example.nodes.length)
    expect(proxy).toContain('option httpchk OPTIONS /primary')
    // A request that was sent may have been done: it is not sent again.
    expect(proxy.match(/retry-on .*/g)).toEqual(['retry-on conn-failure'])
  })

  test('have room for the connections of all processes, twice', () => {
    expect(maxConnections(example)).toBeGreaterThan(2 * 34 * example.processes * example.nodes.length)
  })

  test('are parted when the application has machines of its own', () => {
    const application = { name: 'application', address: '10.0.0.20' }
    const parted = { ...example, applications: [application] }
    const paths = (node: typeof application) => renderNode(parted, node, secrets).map(({ path }) => path)
    expect(paths(first)).not.toContain('etc/haproxy/haproxy.cfg')
    expect(paths(application)).not.toContain('etc/patroni/config.yml')
    expect(
      renderNode(parted, first, secrets)
        .map(file => file.text)
        .join(),
    ).toContain('host all all 10.0.0.20/32')
  })
})

test.each([
  ['two nodes', { nodes: example.nodes.slice(0, 2) }, 'three, or five'],
  ['an address twice', { nodes: example.nodes.map(node => ({ ...node, address: '10.0.0.1' })) }, 'the same address'],
  ['a name that is none', { cluster: 'a b' }, 'cluster'],
  ['no process', { processes: 0 }, 'processes'],
  ['an old PostgreSQL', { postgres: { ...example.postgres, version: 14 } }, 'version'],
])('a description with %s is refused', (_, wrong, reason) => {
  expect(() => checkCluster({ ...example, ...wrong })).toThrow(reason)
})
