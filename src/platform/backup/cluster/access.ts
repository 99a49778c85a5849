import { formatAddress } from '../../database/address.ts'
import { keepPasswords } from '../../database/server/passwords.ts'
import { clusterOf } from '../../database/server/place.ts'
import { findRunning } from '../../database/server/process.ts'

/** The embedded PostgreSQL of a data folder while it runs: where its files are, and how to ask it as its superuser. */
export interface Cluster {
  readonly folder: string
  readonly adminUrl: string
}

/** @returns undefined when no server runs on the folder, or it is not ready */
export const runningCluster = (dataFolder: string): Cluster | undefined => {
  const folder = clusterOf(dataFolder)
  const server = findRunning(folder)
  if (server?.state !== 'ready') return undefined
  const password = keepPasswords(dataFolder).admin
  return {
    folder,
    adminUrl: formatAddress({
      user: 'postgres',
      password,
      hosts: `127.0.0.1:${server.port}`,
      database: 'musubi',
      options: '',
    }),
  }
}
