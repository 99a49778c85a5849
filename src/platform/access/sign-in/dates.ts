import type { KyselyPlugin } from 'kysely'

const times = new Set([
  'expiresAt',
  'createdAt',
  'updatedAt',
  'accessTokenExpiresAt',
  'refreshTokenExpiresAt',
  'lockedUntil',
])

/** Musubi's connections give times as text; the sign-in library computes with Dates, and with counters as numbers. */
export const datesOfAuth: KyselyPlugin = {
  transformQuery: ({ node }) => node,
  transformResult: async ({ result }) => ({
    ...result,
    rows: result.rows.map(row =>
      Object.fromEntries(
        Object.entries(row).map(([column, value]) => {
          if (typeof value !== 'string') return [column, value]
          if (times.has(column)) return [column, new Date(value)]
          return [column, column === 'counter' ? Number(value) : value]
        }),
      ),
    ),
  }),
}
