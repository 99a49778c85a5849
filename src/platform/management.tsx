import type { Bilingual, Language } from '../base/bilingual.ts'
import { NotFoundError } from '../base/problem.ts'
import { Card, Cards } from '../ui/card.tsx'
import { PageHeading, Section } from '../ui/page.tsx'
import type { Actor } from './access/actor.ts'
import { inOrder, mayOpen } from './routing/menu.ts'
import type { ManagementGroup, MenuEntry, Route } from './routing/route.ts'

const title: Bilingual = { ja: '管理', en: 'Management' }

/** Stands in the bar for all that is managed, once that is more than one thing. */
export const managementEntry: MenuEntry = { zone: 'staff', title, path: '/management', order: 980 }

const groups: readonly { readonly id: ManagementGroup; readonly title: Bilingual }[] = [
  { id: 'people', title: { ja: '利用者と組織', en: 'People and organisations' } },
  { id: 'bodies', title: { ja: '団体', en: 'Bodies' } },
  { id: 'running', title: { ja: '運用', en: 'Running the platform' } },
]

/** What this person manages. */
export const managedBy = (menu: readonly MenuEntry[], actor: Actor): readonly MenuEntry[] =>
  inOrder(menu.filter(entry => entry.zone === 'staff' && entry.management && mayOpen(actor, entry)))

interface Props {
  readonly entries: readonly MenuEntry[]
  readonly language: Language
}

export const ManagementSections = ({ entries, language }: Props) => (
  <>
    {groups
      .map(group => ({ ...group, entries: entries.filter(entry => entry.management === group.id) }))
      .filter(group => group.entries.length > 0)
      .map(group => (
        <Section title={group.title[language]}>
          <Cards>
            {group.entries.map(entry => (
              <Card language={language} title={entry.title[language]} path={entry.path}>
                {entry.text ? <p>{entry.text[language]}</p> : null}
              </Card>
            ))}
          </Cards>
        </Section>
      ))}
  </>
)

/** All that a person manages, on one page. @param menu of both listeners */
export const managementRoute = (menu: readonly MenuEntry[]): Route => ({
  method: 'GET',
  path: managementEntry.path,
  zone: 'staff',
  access: 'signed-in',
  ledger: [],
  handle: ({ language, actor }) => {
    const entries = managedBy(menu, actor)
    if (entries.length === 0) throw new NotFoundError(managementEntry.path)
    return {
      kind: 'page',
      title,
      body: (
        <>
          <PageHeading title={title[language]} />
          <ManagementSections entries={entries} language={language} />
        </>
      ),
    }
  },
})
