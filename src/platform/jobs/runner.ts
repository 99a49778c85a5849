import { Socket } from 'node:net'
import { PgBoss } from 'pg-boss'
import type { Bilingual } from '../../base/bilingual.ts'
import { firstHostOf, wantsLeader } from '../database/address.ts'
import { leaderStream } from '../database/leader.ts'
import type { Whereabouts } from '../database/pool.ts'

/** Work that runs at set times, in one process at a time however many serve. */
export interface JobDefinition {
  /** Letters, digits, `-` and `.`; unique in the platform. */
  readonly id: string
  readonly title: Bilingual
  /** Five-field cron expression, Asia/Tokyo. */
  readonly cron: string
  run(): Promise<void>
}

export interface JobLog {
  error(details: { readonly job: string; readonly error: unknown }, message: string): void
}

export interface JobRunner {
  stop(): Promise<void>
}

/** Milliseconds. On a network that swallows everything `pg` waits for ever: for a connection, and for an answer. */
const patience = { connectionTimeoutMillis: 5_000, query_timeout: 30_000, keepAlive: true }

/** pg asks its socket to connect to where the URL says; this one goes to the site that serves. */
const followingSocket = (where: Whereabouts) => (): Socket => {
  const socket = new Socket()
  const connect = socket.connect.bind(socket)
  return Object.assign(socket, {
    connect: () => {
      const { host, port } = where()
      return connect(port, host)
    },
  })
}

/** `pg`, by which pg-boss connects, refuses a URL with several hosts: it gets the first one's name and the leader's connection. */
const connectionTo = (url: string, where: Whereabouts | undefined) =>
  where
    ? { connectionString: url, stream: followingSocket(where) }
    : wantsLeader(url)
      ? { connectionString: firstHostOf(url), stream: () => leaderStream(url) }
      : { connectionString: url }

/**
 * Starts the jobs over pg-boss in its own schema `pgboss`. A job that fails is tried three times more, then kept as failed.
 * @param url of a role that owns the schema
 */
export const startJobs = async (
  url: string,
  jobs: readonly JobDefinition[],
  log: JobLog,
  where?: Whereabouts,
): Promise<JobRunner> => {
  const boss = new PgBoss({
    ...connectionTo(url, where),
    schema: 'pgboss',
    max: 2,
    application_name: 'musubi-jobs',
    ...patience,
  })
  boss.on('error', error => log.error({ job: '-', error }, 'jobs'))
  await boss.start()
  for (const job of jobs) {
    await boss.createQueue(job.id, { retryLimit: 3, retryBackoff: true })
    await boss.work(job.id, { pollingIntervalSeconds: 30 }, async () => {
      try {
        await job.run()
      } catch (error) {
        log.error({ job: job.id, error }, 'job failed')
        throw error
      }
    })
    await boss.schedule(job.id, job.cron, {}, { tz: 'Asia/Tokyo' })
  }
  return { stop: () => boss.stop({ graceful: true, timeout: 5000 }) }
}
