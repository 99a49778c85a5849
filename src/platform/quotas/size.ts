import { formatDecimal } from '../../base/number.ts'

const units = [
  [1_000_000_000, 'GB'],
  [1_000_000, 'MB'],
  [1000, 'kB'],
] as const

/** `12.5 GB`, decimal units; cut off and not rounded, so that what is full does not look fuller than it is. */
export const showBytes = (bytes: number): string => {
  const [size, unit] = units.find(([least]) => bytes >= least) ?? [1, 'B']
  return `${formatDecimal(String(Math.floor((bytes / size) * 10) / 10))} ${unit}`
}
