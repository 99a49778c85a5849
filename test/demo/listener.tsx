import pino from 'pino'
import { systemClock } from '../../src/base/clock.ts'
import type { Actor } from '../../src/platform/access/actor.ts'
import type { Route } from '../../src/platform/routing/route.ts'
import { loadAssets } from '../../src/web/assets/assets.ts'
import { type OpenListener, openListener } from '../../src/web/open.ts'
import { createListener } from '../../src/web/server.ts'
import { Components } from './components.tsx'

const visitor: Actor = {
  kind: 'visitor',
  person: null,
  name: '',
  organisation: '',
  tenants: [],
  permissions: new Set(),
}

const open = { zone: 'public', access: 'everyone', ledger: [] } as const

const routes: readonly Route[] = [
  {
    ...open,
    method: 'GET',
    path: '/demo',
    handle: request => ({
      kind: 'page',
      title: { ja: '部品の一覧', en: 'Components' },
      crumbs: [{ title: { ja: '部品の一覧', en: 'Components' } }],
      scripts: ['map'],
      body: <Components language={request.language} csrf={request.csrf} />,
    }),
  },
  {
    ...open,
    method: 'POST',
    path: '/demo',
    handle: async request => {
      const { values } = await request.form()
      return { kind: 'redirect', to: '/demo', notice: { ja: `受け付けました：${values.number?.[0]}`, en: 'Received' } }
    },
  },
  {
    ...open,
    method: 'GET',
    path: '/demo/points',
    handle: () => ({
      kind: 'json',
      value: {
        type: 'FeatureCollection',
        features: [
          {
            type: 'Feature',
            geometry: { type: 'Point', coordinates: [140.87, 38.27] },
            properties: { title: '見本処理施設', href: '/demo', note: '焼却施設' },
          },
        ],
      },
    }),
  },
  {
    ...open,
    method: 'POST',
    path: '/broken',
    handle: () => {
      throw Object.assign(new Error('no database'), { code: 'ECONNREFUSED' })
    },
  },
]

/** The web block alone, with a page that shows every component. */
export const startDemo = async (): Promise<OpenListener> =>
  openListener(
    createListener({
      zone: 'public',
      site: {
        prefecture: { ja: '見本県', en: 'Mihon Prefecture' },
        service: { ja: '結び', en: 'Musubi' },
        tagline: { ja: '県と市町村の共同システム', en: 'Shared systems of the prefecture and its municipalities' },
      },
      routes,
      menu: [
        { zone: 'public', title: { ja: '計画', en: 'The plan' }, path: '/', order: 1 },
        { zone: 'public', title: { ja: '部品', en: 'Components' }, path: '/demo', order: 2 },
        { zone: 'public', title: { ja: 'オープンデータ', en: 'Open data' }, path: '/data', order: 3 },
      ],
      clock: systemClock,
      logger: pino({ level: 'silent' }),
      assets: await loadAssets(),
      secret: new Uint8Array(32).fill(9),
      visitor,
      resolveActor: () => visitor,
      onRefusal: () => {},
      signIn: { path: '/sign-in', outPath: '/sign-out' },
      sample: true,
      rate: null,
    }),
    0,
    '127.0.0.1',
  )
