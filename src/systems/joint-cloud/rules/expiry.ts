import { addMonths } from '../../../base/calendar/days.ts'

/** A contract as the calendar needs it. */
export interface Contract {
  readonly id: string
  readonly municipality: string
  readonly business: string
  readonly contractTo: string
  readonly noticeMonths: number
  readonly yearlyCost: number
}

/** Municipalities with one business whose contracts end near each other: they could procure it together. */
export interface Opportunity {
  readonly business: string
  /** By the end of the contract. */
  readonly contracts: readonly (Contract & { readonly noticeBy: string })[]
  /** The first day on which somebody must say that the contract is not renewed. */
  readonly firstNotice: string
  readonly yearlyCost: number
}

/** The last day on which one may say that a contract is not renewed. */
export const noticeBy = ({ contractTo, noticeMonths }: Pick<Contract, 'contractTo' | 'noticeMonths'>): string =>
  addMonths(contractTo, -noticeMonths)

/**
 * Who could share: of each business, contracts that end within the horizon, put together while each ends no more than
 * `within` months after the first of its bundle; several of one municipality count once. Bundles of one are left out.
 * @param today YYYY-MM-DD; contracts that ended before it are no chance any more
 */
export const opportunities = (
  contracts: readonly Contract[],
  today: string,
  horizonMonths: number,
  within: number,
): readonly Opportunity[] => {
  const last = addMonths(today, horizonMonths)
  const open = contracts
    .filter(({ contractTo }) => contractTo >= today && contractTo <= last)
    .toSorted((a, b) => (a.contractTo < b.contractTo ? -1 : a.contractTo > b.contractTo ? 1 : a.id < b.id ? -1 : 1))
  const found: Opportunity[] = []
  for (const business of new Set(open.map(one => one.business))) {
    let bundle: Contract[] = []
    const close = () => {
      if (new Set(bundle.map(one => one.municipality)).size > 1) {
        const dated = bundle.map(one => ({ ...one, noticeBy: noticeBy(one) }))
        found.push({
          business,
          contracts: dated,
          firstNotice: dated.map(one => one.noticeBy).reduce((a, b) => (a < b ? a : b)),
          yearlyCost: bundle.reduce((sum, one) => sum + one.yearlyCost, 0),
        })
      }
      bundle = []
    }
    for (const contract of open.filter(one => one.business === business)) {
      const [first] = bundle
      if (first && contract.contractTo > addMonths(first.contractTo, within)) close()
      bundle.push(contract)
    }
    close()
  }
  return found.toSorted((a, b) => (a.firstNotice < b.firstNotice ? -1 : a.firstNotice > b.firstNotice ? 1 : 0))
}
