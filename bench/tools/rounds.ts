import { type Call, load } from './load.ts'
import { note } from './report.ts'
import { median, type Spread, spreadOf } from './statistics.ts'

/** One side of a comparison. */
export interface Side {
  readonly name: string
  readonly url: string
  readonly calls: readonly Call[]
}

export interface RoundOptions {
  readonly rounds: number
  readonly seconds: number
  readonly connections: number
}

/**
 * Peer, ours, ours …, peer, ours …: each of ours is compared with the peer's rounds just before and after it, since other work
 * on the machine comes and goes. The first rounds warm up and do not count: a server runs for months, not for seconds.
 * @returns for each of ours its share of the peer's speed
 */
export const compare = async (peer: Side, ours: readonly Side[], options: RoundOptions): Promise<readonly Spread[]> => {
  const run = ({ url, calls }: Side, seconds = options.seconds) =>
    load({ url, calls, seconds, connections: options.connections })
  for (const side of [peer, ...ours]) await run(side, 3 * options.seconds)
  const shares: number[][] = ours.map(() => [])
  const speeds = new Map<string, number[]>([peer, ...ours].map(side => [side.name, []]))
  const measure = async (side: Side) => {
    const { perSecond } = await run(side)
    speeds.get(side.name)?.push(perSecond)
    return perSecond
  }
  let before = await measure(peer)
  for (let round = 0; round < options.rounds; round += 1) {
    const speed: number[] = []
    for (const side of ours) speed.push(await measure(side))
    const after = await measure(peer)
    speed.forEach((value, at) => {
      shares[at]?.push(value / ((before + after) / 2))
    })
    before = after
  }
  for (const [name, values] of speeds) note(`${Math.round(median(values)).toString().padStart(6)} /s  ${name}`)
  return shares.map(spreadOf)
}
