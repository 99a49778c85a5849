import type { Vault } from '../vault.ts'

/** A stretch of one segment of the log, as it lies in the repository. */
export interface WalPart {
  readonly name: string
  /** Segment file, 24 hex digits. */
  readonly file: string
  /** Bytes inside the segment. */
  readonly start: number
  readonly end: number
  /** Everything acknowledged before this moment is in this part or an earlier one. */
  readonly at: Date
  readonly size: number
}

const hex8 = (value: number): string => value.toString(16).padStart(8, '0')

export const partName = (epoch: number, file: string, start: number, end: number, at: Date): string =>
  `wal/${epoch}/${file}/${hex8(start)}-${hex8(end)}-${at.getTime()}`

const form = /^wal\/\d+\/([0-9A-F]{24})\/([0-9a-f]{8})-([0-9a-f]{8})-(\d{10,16})$/

const parsePart = (name: string, size: number): WalPart | undefined => {
  const [, file, start, end, at] = form.exec(name) ?? []
  if (!file || !start || !end || !at) return undefined
  return {
    name,
    file,
    start: Number.parseInt(start, 16),
    end: Number.parseInt(end, 16),
    at: new Date(Number(at)),
    size,
  }
}

export const partsIn = async (vault: Vault, epoch: number, file?: string): Promise<readonly WalPart[]> => {
  const found: WalPart[] = []
  for await (const { name, size } of vault.repository.list(`wal/${epoch}/${file ? `${file}/` : ''}`)) {
    const part = parsePart(name, size)
    if (part) found.push(part)
  }
  return found
}

/**
 * The parts that together cover a segment from its beginning, each beginning where or before the one before it ends.
 * @returns the parts to use, and how far they reach without a hole
 */
export const coverage = (
  parts: readonly WalPart[],
): { readonly parts: readonly WalPart[]; readonly end: number; readonly hole: boolean } => {
  const sorted = parts.toSorted((a, b) => a.start - b.start || b.end - a.end)
  const used: WalPart[] = []
  let end = 0
  for (const part of sorted) {
    if (part.start > end) break
    if (part.end > end) {
      used.push(part)
      end = part.end
    }
  }
  return { parts: used, end, hole: sorted.some(part => part.end > end) }
}

/** How far the log was shipped in an epoch; written after everything before it is durable. */
export interface WalHead {
  readonly timeline: number
  readonly lsn: string
  /** Everything acknowledged before this moment is in the repository. */
  readonly at: string
  /** Since when a part of the log is missing, and with it what could be restored from the last base on. */
  readonly gap?: string
}

export const headName = (epoch: number): string => `heads/${epoch}/head`

export const readHead = async (vault: Vault, epoch: number): Promise<WalHead | undefined> => {
  const bytes = await vault.find(headName(epoch))
  return bytes && JSON.parse(bytes.toString('utf8'))
}
