import { randomInt } from 'node:crypto'

/** Without letters and digits that are taken for each other when read out or copied from paper. */
const alphabet = 'abcdefghijkmnpqrstuvwxyz23456789'

/** A first password to read out: four groups of five, 100 bits. */
export const randomPassword = (): string =>
  Array.from({ length: 4 }, () =>
    Array.from({ length: 5 }, () => alphabet.charAt(randomInt(alphabet.length))).join(''),
  ).join('-')
