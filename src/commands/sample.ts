import { sampleAccess, samplePassword, samplePeople } from '../platform/access/sample.ts'
import type { RegionDefinition } from '../platform/region.ts'
import type { SystemDefinition } from '../platform/system.ts'
import type { Built } from './build-platform.ts'
import { organisationsOf } from './organisations.ts'
import { progress } from './terminal.ts'

interface SampleOf {
  readonly region: RegionDefinition
  readonly systems: readonly SystemDefinition[]
}

const peopleOf = ({ region, systems }: SampleOf, built: Built) => {
  const roles = (key: 'officer' | 'chief' | 'office' | 'municipal') =>
    systems.flatMap(system => system.sampleRoles?.[key] ?? [])
  return samplePeople(organisationsOf(region, built.services.clock), {
    officer: roles('officer'),
    chief: roles('chief'),
    office: roles('office'),
    municipal: roles('municipal'),
  })
}

/** What was loaded once is not loaded again; kept in the database, so that it shares the data's fate. */
const markOf = (part: string): string => `sample.${part}`

/**
 * Sample people, and the sample records of each system that did not get them yet. Of two processes that start at once one
 * loads and the other waits: the lock is a transaction's, so that it ends with its holder.
 * @returns whether anything was loaded
 */
export const loadSample = async (built: Built, of: SampleOf): Promise<boolean> => {
  const { database, clock } = built.services
  const parts: readonly (readonly [string, () => Promise<unknown> | undefined])[] = [
    ['people', () => sampleAccess(database.app, built.access.enter, peopleOf(of, built))],
    ...of.systems.map(
      system =>
        [system.id, () => system.sample?.(built.services, progress(`sample data: ${system.title.en}`))] as const,
    ),
  ]
  return database.owner.begin(async tx => {
    await tx`select pg_advisory_xact_lock(hashtext('musubi.sample'))`
    const rows = await tx<{ name: string }[]>`select name from musubi.setting where starts_with(name, 'sample.')`
    const loaded = new Set(rows.map(row => row.name))
    const missing = parts.filter(([part]) => !loaded.has(markOf(part)))
    for (const [, load] of missing) await load()
    if (missing.length === 0) return false
    const value = tx.json({ loaded: clock.now().toISOString() })
    for (const [part] of missing)
      await tx`insert into musubi.setting (name, value) values (${markOf(part)}, ${value}) on conflict (name) do nothing`
    await tx`analyze`
    return true
  })
}

/** For the terminal: who may sign in and as what. */
export const sampleSignIns = (built: Built, of: SampleOf): readonly string[] =>
  peopleOf(of, built).map(person => `  ${person.email}  ${person.title.ja} / ${person.title.en}`)

/** For the last line of the start: an officer and the one who approves. */
export const signInHint = (built: Built, of: SampleOf): string =>
  `sign in as ${peopleOf(of, built)
    .slice(0, 2)
    .map(person => person.email)
    .join(' or ')}, password ${samplePassword}`
