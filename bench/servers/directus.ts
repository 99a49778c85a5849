import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { serveTask } from '../tools/child.ts'

export interface DirectusTask {
  /** Holds Directus's `server.js`. */
  readonly api: string
  /** Where it looks for extensions and keeps uploads. */
  readonly folder: string
}

/**
 * Directus in this very process, so that it ends when the benchmark does. Its settings are in the environment. It listens a
 * moment later, and then sends a message of its own to the parent, so that the answer says nothing.
 */
await serveTask<DirectusTask>(async ({ api, folder }) => {
  process.chdir(folder)
  const server = (await import(pathToFileURL(join(api, 'server.js')).href)) as { startServer(): Promise<void> }
  await server.startServer()
  return { answer: null }
})
