import type { SiteAgent } from './definition.ts'

/** Keys of organisations that only the copy has, and which were destroyed there, come first; then the copy gets all. */
export const pushKeys = async (serving: SiteAgent, copy: SiteAgent): Promise<void> => {
  await serving.takeKeys(await copy.getKeys())
  await copy.putKeys(await serving.getKeys())
}

/**
 * Files that the copy lacks. None is removed there because the serving site has not got it: that may be damage, and then the
 * copy's is the last one.
 */
export const pushFiles = async (serving: SiteAgent, copy: SiteAgent): Promise<void> => {
  const known = new Set<string>()
  for await (const { name } of copy.files.list()) known.add(name)
  for await (const { name } of serving.files.list())
    if (!known.has(name)) await copy.files.put(name, await serving.files.get(name))
}
