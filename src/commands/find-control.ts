import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type RemoteAgent, remoteAgent } from '../platform/sites/remote.ts'
import { readSiteFile } from '../platform/sites/site-file.ts'

/** The process that has this folder as a site, when one does and answers. */
export const findControl = async (folder: string, tls?: string | undefined): Promise<RemoteAgent | undefined> => {
  const note = join(folder, 'control.json')
  const file = readSiteFile(folder)
  if (!file || !existsSync(note)) return undefined
  const { url }: { url: string } = JSON.parse(readFileSync(note, 'utf8'))
  const agent = remoteAgent({ url, secret: file.secret, tls })
  try {
    await agent.status()
    return agent
  } catch {
    agent.close()
    return undefined
  }
}
