import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Clock } from '../base/clock.ts'
import { createPrivateFile, keyFolder } from '../platform/database/private-file.ts'
import { loadAssets } from '../web/assets/assets.ts'
import type { ListenerOptions } from '../web/options.ts'
import { openCopy, type PublishedCopy } from '../web/published-copy/copy.ts'
import type { Built } from './build-platform.ts'
import type { StartOptions } from './start.ts'
import { say } from './terminal.ts'
import { usualPatience } from './watch-database.ts'

const newSecret = (): string => `${Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64')}\n`

export const copyFolder = (dataFolder: string): string => join(dataFolder, 'published-copy')

/** The copy of the public pages; undefined where the operator wants none. */
export const copyOf = ({ folder, copyMegabytes }: StartOptions): PublishedCopy | undefined =>
  copyMegabytes ? openCopy(copyFolder(folder), copyMegabytes * 1_000_000, say) : undefined

/** What both listeners share, with a database or without one. */
export const commonSettings = async (options: StartOptions, built: Built, clock: Clock) => {
  const { folder, region, patienceSeconds = usualPatience, answerSeconds = 60 } = options
  mkdirSync(keyFolder(folder), { recursive: true, mode: 0o700 })
  const secret = Buffer.from(createPrivateFile(join(keyFolder(folder), 'web.key'), newSecret).trim(), 'base64')
  return {
    site: { prefecture: region.prefecture.name, service: region.service },
    routes: built.routes,
    menu: built.menu,
    clock,
    logger: built.logger,
    secret,
    assets: await loadAssets(),
    sample: options.sample,
    trustedProxies: options.trustedProxies ?? 0,
    patience: {
      lookMs: patienceSeconds * 200,
      copyMs: patienceSeconds * 600,
      answerMs: answerSeconds * 1000,
    },
    ...(options.mapTiles ? { mapTiles: options.mapTiles } : {}),
    ...(options.rate === undefined ? {} : { rate: options.rate }),
  } satisfies Partial<ListenerOptions>
}
