import { setTimeout as sleep } from 'node:timers/promises'
import { findControl } from '../../src/commands/find-control.ts'
import { organisationsOf } from '../../src/commands/organisations.ts'
import { type Running, start } from '../../src/commands/start.ts'
import { organisationId } from '../../src/platform/access/keys.ts'
import { sampleAccess, samplePassword } from '../../src/platform/access/sample.ts'
import { region } from '../../src/regions/miyagi/index.ts'
import { benchSystem } from '../register.ts'
import { serveTask } from '../tools/child.ts'

export interface PlatformTask {
  readonly folder: string
  readonly migrations: string
  readonly publicPort: number
  readonly staffPort: number
  /** An officer in each municipality of the region, too. */
  readonly municipalities?: boolean
  /** With a second site beside the folder; answers once both agree. */
  readonly standby?: boolean
}

/** Headers of a browser that has signed in and opened a form. */
export type SignedIn = Readonly<Record<'cookie' | 'x-csrf' | 'sec-fetch-site', string>>

export interface PlatformAnswer {
  readonly publicUrl: string
  readonly staffUrl: string
  /** May see and write everything. */
  readonly officer: SignedIn
  /** Sees no personal data. */
  readonly reader: SignedIn
  /** By municipality, where asked for. */
  readonly municipal: readonly { readonly organisation: string; readonly officer: SignedIn }[]
}

const cookiesOf = (response: Response, before: ReadonlyMap<string, string> = new Map()) => {
  const jar = new Map(before)
  for (const line of response.headers.getSetCookie()) {
    const [pair = ''] = line.split(';')
    const at = pair.indexOf('=')
    jar.set(pair.slice(0, at), pair.slice(at + 1))
  }
  return jar
}
const written = (jar: ReadonlyMap<string, string>) => [...jar].map(([name, value]) => `${name}=${value}`).join('; ')

const markIn = async (response: Response): Promise<string> => {
  const mark = /name="csrf" value="([^"]+)"/.exec(await response.text())?.[1]
  if (!mark) throw new Error(`no form mark in ${response.url}`)
  return mark
}

/** Signs in as a browser does: opens the form, sends it, opens a page. */
const signIn = async (url: string, email: string): Promise<SignedIn> => {
  const site = { 'sec-fetch-site': 'same-origin' }
  const form = await fetch(`${url}/sign-in`)
  const jar = cookiesOf(form)
  const sent = await fetch(`${url}/sign-in`, {
    method: 'POST',
    redirect: 'manual',
    headers: { ...site, cookie: written(jar) },
    body: new URLSearchParams({ email, password: samplePassword, next: '/', csrf: await markIn(form) }),
  })
  if (sent.status !== 303) throw new Error(`sign-in answered ${sent.status}`)
  const session = cookiesOf(sent, jar)
  const page = await fetch(`${url}/account`, { headers: { cookie: written(session) } })
  return { ...site, cookie: written(cookiesOf(page, session)), 'x-csrf': await markIn(page) }
}

/** An officer of each municipality, entered as the sample people are, and signed in. */
const municipalOfficers = async (running: Running): Promise<PlatformAnswer['municipal']> => {
  const { services, access } = running.built
  const { municipalities } = organisationsOf(region, services.clock)
  await sampleAccess(
    services.database.app,
    access.enter,
    municipalities.map(({ key, name }) => ({
      key: `bench-${key}`,
      name: `見本 ${name.ja}`,
      kana: 'ミホン',
      email: `bench-${key}@example.jp`,
      staffNumber: key,
      organisation: key,
      roles: ['bench_officer'],
      title: name,
    })),
  )
  const officers: { organisation: string; officer: SignedIn }[] = []
  for (const { key } of municipalities)
    officers.push({
      organisation: organisationId(key),
      officer: await signIn(running.staffUrl, `bench-${key}@example.jp`),
    })
  return officers
}

/** Until a commit waits for the copy. */
const bothAgree = async (folder: string): Promise<void> => {
  const control = await findControl(folder)
  for (let tries = 0; tries < 600; tries += 1) {
    const state = await control?.call('keeper', undefined)
    if (typeof state === 'object' && state !== null && 'mode' in state && state.mode === 'together') return
    await sleep(100)
  }
  throw new Error('the copy did not come to agree within a minute')
}

await serveTask<PlatformTask>(
  async ({ folder, migrations, publicPort, staffPort, standby = false, municipalities }) => {
    const running = await start({
      region,
      systems: [benchSystem],
      folder,
      migrations,
      sample: true,
      standby,
      publicPort,
      staffPort,
      host: '127.0.0.1',
      // The limit of one address is counted as always, and wide enough for a load that comes from one.
      rate: { perSecond: 1e9, burst: 1e9 },
    })
    if (standby) await bothAgree(folder)
    const answer: PlatformAnswer = {
      publicUrl: running.publicUrl,
      staffUrl: running.staffUrl,
      officer: await signIn(running.staffUrl, 'tanto@example.jp'),
      reader: await signIn(running.staffUrl, 'kacho@example.jp'),
      municipal: municipalities ? await municipalOfficers(running) : [],
    }
    return { answer, stop: () => running.stop() }
  },
)
