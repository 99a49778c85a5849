import { isHoliday } from '../base/calendar/holidays.ts'
import { type Clock, dayInJapan } from '../base/clock.ts'
import type { CodeDefinition } from '../base/codes/code.ts'
import { nationalCodes } from '../base/codes/index.ts'
import { DefinitionError } from '../base/problem.ts'
import { municipalitiesOn, type RegionDefinition } from './region.ts'
import type { KindContext } from './registers/kinds/kind.ts'

/** All codes that fields may name: the nation's and the systems' own. @throws DefinitionError for an id used twice */
export const allCodes = (own: readonly CodeDefinition[]): readonly CodeDefinition[] => {
  const codes = [...nationalCodes, ...own]
  const twice = codes.find((code, at) => codes.findIndex(other => other.id === code.id) !== at)
  if (twice) throw new DefinitionError(`code ${twice.id}: declared twice`)
  return codes
}

/** What field kinds know of the region; made anew when the day in Japan changes. */
export const kindContexts = (
  region: RegionDefinition,
  codes: readonly CodeDefinition[],
  clock: Clock,
): (() => KindContext) => {
  const byId = new Map(codes.map(code => [code.id, code]))
  const everyMunicipality = new Map(region.municipalities.map(one => [one.code, one.name]))
  const within = new Map(
    region.municipalities.map(one => [
      one.code,
      region.municipalities
        .filter(other => other === one || other.city === one.code || other.successor === one.code)
        .map(other => other.code),
    ]),
  )
  const make = (today: string): KindContext => {
    const choices = municipalitiesOn(region, today).map(one => ({ code: one.code, name: one.name, kana: one.kana }))
    return {
      today,
      municipality: code => (code === region.prefecture.code ? region.prefecture.name : everyMunicipality.get(code)),
      municipalities: () => choices,
      municipalitiesWithin: code => within.get(code) ?? [code],
      isHoliday,
      code: id => {
        const code = byId.get(id)
        if (!code) throw new DefinitionError(`no code "${id}" is declared`)
        return code
      },
    }
  }
  let current: KindContext | undefined
  return () => {
    const today = dayInJapan(clock.now())
    if (current?.today !== today) current = make(today)
    return current
  }
}
