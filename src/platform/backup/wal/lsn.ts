/** A place in PostgreSQL's write-ahead log, in bytes from its beginning. Written `0/3000148`. */
export type Lsn = bigint

/** @throws Error when the text is no place in a log */
export const parseLsn = (text: string): Lsn => {
  const [, high, low] = /^([0-9A-F]{1,8})\/([0-9A-F]{1,8})$/i.exec(text) ?? []
  if (high === undefined || low === undefined) throw new Error(`not a place in the log: ${text}`)
  return (BigInt(`0x${high}`) << 32n) + BigInt(`0x${low}`)
}

export const formatLsn = (lsn: Lsn): string =>
  `${(lsn >> 32n).toString(16).toUpperCase()}/${(lsn & 0xffff_ffffn).toString(16).toUpperCase()}`

const hex8 = (value: bigint): string => value.toString(16).toUpperCase().padStart(8, '0')

export const segmentOf = (lsn: Lsn, segmentSize: number): bigint => lsn / BigInt(segmentSize)

/** The file that holds a segment: timeline, then the segment's number in two parts. */
export const segmentFile = (timeline: number, segment: bigint, segmentSize: number): string => {
  const perPart = 0x1_0000_0000n / BigInt(segmentSize)
  return `${hex8(BigInt(timeline))}${hex8(segment / perPart)}${hex8(segment % perPart)}`
}

export const historyFile = (timeline: number): string => `${hex8(BigInt(timeline))}.history`

/** Where a timeline left the one before it. */
export interface Fork {
  readonly timeline: number
  readonly end: Lsn
}

/** The lines of a history file: `1<tab>0/3000148<tab>reason`, oldest first. */
export const parseHistory = (text: string): readonly Fork[] =>
  text.split('\n').flatMap(line => {
    const [, timeline, end] = /^\s*(\d+)\s+([0-9A-F]+\/[0-9A-F]+)/i.exec(line) ?? []
    return timeline && end ? [{ timeline: Number(timeline), end: parseLsn(end) }] : []
  })
