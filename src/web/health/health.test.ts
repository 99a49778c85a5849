import { expect, test } from 'vitest'
import { start } from '../fixture.ts'

const told = (id: string, audience?: 'staff') => ({
  id,
  tone: 'info' as const,
  label: { ja: id, en: id },
  text: { ja: id, en: id },
  ...(audience ? { audience } : {}),
})

test('what only officers can do something about is named to them alone', async () => {
  const conditions = () => [told('maintenance'), told('sites', 'staff')]
  const namedBy = async (zone: 'public' | 'staff') =>
    JSON.parse(await (await start([], { zone, conditions }).ask('/readyz')).text()).conditions
  expect(await namedBy('public')).toEqual(['maintenance'])
  expect(await namedBy('staff')).toEqual(['maintenance', 'sites'])
})
