import { setTimeout as sleep } from 'node:timers/promises'
import type { Machine } from './machines.ts'
import { removeData, type Site } from './site.ts'

/** One way in which a part is taken away. */
export interface Trial {
  readonly title: string
  /** Seconds for which it stays away. */
  readonly away: number
  /** Takes the part away; what it returns puts it back. */
  strike(site: Site, random: () => number): Promise<() => void | Promise<void>>
}

const powerOff = (machine: Machine): void => {
  machine.cut()
  machine.kill('SIGKILL')
}
const powerOn = (site: Site, machine: Machine): void => {
  machine.join()
  site.power(machine)
}

/** In the order in which a run goes through them. */
export const trials: readonly Trial[] = [
  {
    title: 'leader: PostgreSQL killed',
    away: 12,
    async strike(site) {
      const { leader } = await site.roles()
      leader.kill('SIGKILL', 'postgres')
      return () => {}
    },
  },
  {
    title: 'leader: Patroni and PostgreSQL killed',
    away: 16,
    async strike(site) {
      const { leader } = await site.roles()
      leader.kill('SIGKILL', 'patroni', 'postgres')
      return () => site.power(leader)
    },
  },
  {
    title: 'leader: data folder deleted, then killed',
    away: 16,
    async strike(site) {
      const { leader } = await site.roles()
      removeData(leader)
      leader.kill('SIGKILL', 'patroni', 'postgres')
      removeData(leader)
      return () => site.power(leader)
    },
  },
  {
    title: 'leader: power-off, etcd included',
    away: 16,
    async strike(site) {
      const { leader } = await site.roles()
      powerOff(leader)
      return () => powerOn(site, leader)
    },
  },
  {
    title: 'leader: network cut',
    away: 20,
    async strike(site) {
      const { leader } = await site.roles()
      leader.cut()
      return () => leader.join()
    },
  },
  {
    title: 'leader: Patroni frozen, PostgreSQL goes on',
    away: 20,
    async strike(site) {
      const { leader } = await site.roles()
      leader.kill('SIGSTOP', 'patroni')
      return () => leader.kill('SIGCONT', 'patroni')
    },
  },
  {
    title: 'leader: changed over by command',
    away: 10,
    async strike(site) {
      await site.switchover()
      return () => {}
    },
  },
  {
    title: 'synchronous copy: Patroni and PostgreSQL killed',
    away: 12,
    async strike(site) {
      const { sync } = await site.roles()
      sync.kill('SIGKILL', 'patroni', 'postgres')
      return () => site.power(sync)
    },
  },
  {
    title: 'synchronous copy: network cut',
    away: 16,
    async strike(site) {
      const { sync } = await site.roles()
      sync.cut()
      return () => sync.join()
    },
  },
  {
    title: 'other copy: power-off',
    away: 10,
    async strike(site) {
      const { other } = await site.roles()
      powerOff(other)
      return () => powerOn(site, other)
    },
  },
  {
    title: 'etcd: its leader killed',
    away: 10,
    async strike(site) {
      const machine = site.etcdLeader()
      machine.kill('SIGKILL', 'etcd')
      return () => site.power(machine)
    },
  },
  {
    title: 'etcd: majority lost',
    away: 20,
    async strike(site) {
      const first = site.etcdLeader()
      const second = site.machines.find(machine => machine !== first) ?? first
      for (const machine of [first, second]) machine.kill('SIGKILL', 'etcd')
      return () => {
        for (const machine of [first, second]) site.power(machine)
      }
    },
  },
  {
    title: 'leader and synchronous copy: power-off within one loop, back after 5 s',
    away: 5,
    async strike(site, random) {
      const { leader, sync } = await site.roles()
      powerOff(leader)
      await sleep(random() * 1500)
      powerOff(sync)
      return () => {
        powerOn(site, leader)
        powerOn(site, sync)
      }
    },
  },
  {
    title: 'HAProxy killed, back after 1 s',
    away: 4,
    async strike(site) {
      await site.restartProxy()
      return () => {}
    },
  },
  {
    title: 'one of two processes of the platform killed',
    away: 6,
    async strike(site, random) {
      site.killApplication(random() < 0.5 ? 1 : 2)
      return () => site.startApplications()
    },
  },
]
