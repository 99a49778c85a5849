import type { Random } from '../../../base/random.ts'

/**
 * Weights by which sample records are spread over the municipalities: people in thousands, rounded (census of 2020). Not
 * a statistic of the platform: indicators never read it.
 */
const thousands: Readonly<Record<string, number>> = {
  '041017': 311,
  '041025': 196,
  '041033': 141,
  '041041': 235,
  '041050': 211,
  '042021': 140,
  '042030': 52,
  '042056': 61,
  '042064': 33,
  '042072': 79,
  '042081': 28,
  '042099': 63,
  '042111': 44,
  '042129': 76,
  '042137': 65,
  '042145': 39,
  '042153': 127,
  '042161': 52,
  '043010': 11,
  '043028': 1,
  '043214': 24,
  '043222': 10,
  '043231': 38,
  '043249': 8,
  '043419': 12,
  '043613': 33,
  '043621': 12,
  '044016': 13,
  '044041': 18,
  '044067': 36,
  '044211': 29,
  '044229': 8,
  '044245': 6,
  '044440': 7,
  '044458': 22,
  '045012': 15,
  '045055': 24,
  '045811': 6,
  '046060': 12,
}

const codes = Object.keys(thousands)
const total = Object.values(thousands).reduce((sum, one) => sum + one, 0)

/** Code of a municipality or ward, as often as people live there. */
export const sampleMunicipality = (random: Random): string => {
  const at = random.next() * total
  let passed = 0
  const found = codes.find(code => {
    passed += thousands[code] ?? 0
    return at < passed
  })
  if (found === undefined) throw new RangeError('no municipality to choose from')
  return found
}
