import type { Language } from '../base/bilingual.ts'
import { NotFoundError } from '../base/problem.ts'
import { Card, Cards } from '../ui/card.tsx'
import { PageHeading } from '../ui/page.tsx'
import { type Actor, may } from './access/actor.ts'
import type { RegisterDefinition } from './registers/definition.ts'
import { permission } from './registers/visibility.ts'
import type { MenuEntry, Route } from './routing/route.ts'
import type { SystemDefinition } from './system.ts'

/** Whether a system brings pages of its own for officers. */
export const hasOwnPages = (system: SystemDefinition): boolean =>
  system.menu?.some(entry => entry.zone === 'staff') ?? false

/** Systems that are declarations only and have several registers get a page that names them. */
export const hasPage = (system: SystemDefinition): boolean => !hasOwnPages(system) && system.registers.length > 1

const registerPaths = (system: SystemDefinition): readonly string[] =>
  system.registers.map(register => `/registers/${register.id}`)

/** What a system declares: its registers belong to its first entry for officers, so that the bar says where one is. */
export const declaredMenu = (system: SystemDefinition): readonly MenuEntry[] => {
  const menu = system.menu ?? []
  const first = menu.find(entry => entry.zone === 'staff')
  return menu.map(entry => (entry === first ? { ...entry, covers: registerPaths(system) } : entry))
}

const pathOf = (system: SystemDefinition): string => `/systems/${system.id}`

export const systemMenu = (system: SystemDefinition, order: number): MenuEntry => ({
  zone: 'staff',
  title: system.title,
  path: pathOf(system),
  covers: registerPaths(system),
  permission: system.registers.map(register => permission(register.id, 'read')),
  order,
})

/** The registers of a system that this person may read. */
export const readableOf = (system: SystemDefinition, actor: Actor): readonly RegisterDefinition[] =>
  system.registers.filter(register => may(actor, permission(register.id, 'read')))

interface RegisterCardsProps {
  readonly registers: readonly RegisterDefinition[]
  readonly language: Language
  readonly level?: 2 | 3
}

export const RegisterCards = ({ registers, language, level = 3 }: RegisterCardsProps) => (
  <>
    {registers.map(register => (
      <Card language={language} level={level} title={register.title[language]} path={`/registers/${register.id}`}>
        <p>{register.description[language]}</p>
      </Card>
    ))}
  </>
)

export const systemRoute = (system: SystemDefinition): Route => ({
  method: 'GET',
  path: pathOf(system),
  zone: 'staff',
  access: 'signed-in',
  ledger: [],
  handle: ({ language, actor }) => {
    const registers = readableOf(system, actor)
    if (registers.length === 0) throw new NotFoundError(pathOf(system))
    return {
      kind: 'page',
      title: system.title,
      body: (
        <>
          <PageHeading title={system.title[language]} lead={system.summary[language]} />
          <Cards>
            <RegisterCards registers={registers} language={language} level={2} />
          </Cards>
        </>
      ),
    }
  },
})
