import { emptyFrontier } from './frontier.ts'
import type { NodeReader } from './merkle.ts'

/**
 * Tiles of C2SP tlog-tiles: 256 hashes each, so that the public part of the log is a set of immutable files. Musubi
 * serves hash tiles only. The entry bundles of the specification (`tile/entries/…`) are not served: contents stay inside.
 */
export const tileWidth = 256

export interface Tile {
  /** 0: leaf hashes; L: roots of complete subtrees of 256^L leaves. */
  readonly level: number
  readonly number: number
  /** 1 to 256 hashes; below 256 it is a partial tile. */
  readonly width: number
}

/** `tile/0/x001/x234/067` and `tile/0/x001/x234/067.p/8`. */
export const tilePath = ({ level, number, width }: Tile): string => {
  const groups = [String(number % 1000).padStart(3, '0')]
  for (let rest = Math.floor(number / 1000); rest > 0; rest = Math.floor(rest / 1000))
    groups.unshift(`x${String(rest % 1000).padStart(3, '0')}`)
  return `tile/${level}/${groups.join('/')}${width < tileWidth ? `.p/${width}` : ''}`
}

/** @returns undefined when the path is not exactly how a tile is named (each tile has one name, so that caches agree) */
export const parseTilePath = (path: string): Tile | undefined => {
  const parts = /^tile\/(\d{1,2})\/((?:x\d{3}\/)*\d{3})(?:\.p\/(\d{1,3}))?$/.exec(path)
  if (!parts) return undefined
  const tile = {
    level: Number(parts[1]),
    number: Number((parts[2] ?? '').replaceAll(/[x/]/g, '')),
    width: parts[3] === undefined ? tileWidth : Number(parts[3]),
  }
  const named = Number.isSafeInteger(tile.number) && tile.width > 0 && tilePath(tile) === path
  return named ? tile : undefined
}

/** How many hashes tile `number` of a level holds in a log of `size` leaves; 0 when it does not exist yet. */
export const widthOf = (level: number, number: number, size: number): number =>
  Math.max(0, Math.min(tileWidth, Math.floor(size / tileWidth ** level) - number * tileWidth))

/** Gives a tile's hashes one after the other. */
export type TileReader = (tile: Tile) => Promise<Buffer>

/** Reads tree nodes out of tiles, as an outside supervisor does; each tile is fetched once. */
export const nodesFromTiles = (read: TileReader, size: number): NodeReader => {
  const fetched = new Map<string, Promise<Buffer>>()
  const fetchTile = (level: number, number: number): Promise<Buffer> => {
    const key = `${level}/${number}`
    const known = fetched.get(key)
    if (known) return known
    const fresh = read({ level, number, width: widthOf(level, number, size) })
    fetched.set(key, fresh)
    return fresh
  }
  return async (height, index) => {
    const level = Math.floor(height / 8)
    const count = 2 ** (height % 8)
    const first = index * count
    const hashes = await fetchTile(level, Math.floor(first / tileWidth))
    const offset = (first % tileWidth) * 32
    if (hashes.length < offset + count * 32) throw new RangeError(`the log of ${size} has no node ${height}/${index}`)
    const frontier = emptyFrontier()
    for (let at = offset; at < offset + count * 32; at += 32) frontier.push(hashes.subarray(at, at + 32))
    return frontier.root()
  }
}
