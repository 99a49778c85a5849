import type { Bilingual } from '../base/bilingual.ts'
import { Card, Cards } from '../ui/card.tsx'
import { href } from '../ui/link.ts'
import { PageHeading, Section } from '../ui/page.tsx'
import { StatusTag } from '../ui/tag.tsx'
import { Words } from '../ui/words.tsx'
import { WorkFigures } from '../ui/work-figures.tsx'
import { type Act, maySomewhere } from './access/actor.ts'
import type { Roles } from './access/permissions.ts'
import { platformWork } from './home-work.ts'
import { ManagementSections, managedBy } from './management.tsx'
import { type Proposal, proposalStates } from './registers/approval/proposal.ts'
import { proposalList } from './registers/pages/paths.ts'
import { oldestFirst } from './registers/pages/proposal-queue.ts'
import { mayOpen } from './routing/menu.ts'
import type { MenuEntry, Route } from './routing/route.ts'
import type { Services } from './services.ts'
import type { SystemDefinition } from './system.ts'
import { RegisterCards, readableOf } from './system-page.tsx'
import type { WorkItem } from './work.ts'

export const homeTitle: Bilingual = { ja: '今日の仕事', en: "Today's work" }

const deskTitle: Bilingual = { ja: 'あなたを待つ起案', en: 'Proposals that wait for you' }

/** So many are named below the numbers; the numbers lead to all of them. */
const mostNamed = 5

/** Proposals by what this person has to do with them; nothing for those who neither propose nor decide. */
const deskItems = (services: Services, act: Act, proposals: readonly Proposal[]) => {
  const { approvals } = services.registers
  const now = act.clock.now().getTime()
  const own = (proposal: Proposal) => proposal.proposedBy === act.actor.person
  const returned = proposals.filter(proposal => proposal.state === 'returned' && own(proposal))
  const waiting = proposals.filter(({ state, expiresAt }) => state === 'pending' && Date.parse(expiresAt) > now)
  const decide = waiting.filter(proposal => approvals.mayDecide(act, proposal)).toSorted(oldestFirst)
  const sent = waiting.filter(own)
  const registers = services.registers.all()
  const proposes = registers.some(service =>
    (['create', 'change', 'remove'] as const).some(what => service.needsApproval(what) && service.may(act, what)),
  )
  const decides = registers.some(service => service.may(act, 'approve'))
  const items: WorkItem[] = [
    ...(decides
      ? [
          {
            title: { ja: '決裁を待つ起案', en: 'Waiting for your decision' },
            count: decide.length,
            path: proposalList,
            urgent: true,
          },
        ]
      : []),
    ...(proposes
      ? [
          {
            title: { ja: '差し戻された起案', en: 'Returned to you' },
            count: returned.length,
            path: `${proposalList}?view=returned`,
            urgent: true,
          },
          { title: { ja: '決裁に回した起案', en: 'Sent by you, not decided' }, count: sent.length, path: proposalList },
        ]
      : []),
  ]
  return { items, first: [...returned, ...decide].slice(0, mostNamed) }
}

/**
 * The first page of the staff listener: what waits for this person, and the systems that they work in, or what they manage.
 * @param menu of both listeners
 */
export const homeRoute = (
  services: Services,
  systems: readonly SystemDefinition[],
  menu: readonly MenuEntry[],
  roles: Roles,
): Route => ({
  method: 'GET',
  path: '/',
  zone: 'staff',
  access: 'signed-in',
  ledger: [],
  handle: async request => {
    const { language, actor } = request
    const act = request.act()
    const work = [
      ...systems.flatMap(system => system.work?.(services) ?? []),
      ...platformWork(services.database, roles),
    ]
    const [proposals, sections] = await Promise.all([
      services.registers.approvals.list(act, ['pending', 'returned']),
      Promise.all(
        work
          .filter(one => one.permission === undefined || maySomewhere(actor, one.permission))
          .map(async ({ title, always = false, items }) => ({ title, always, items: await items(act) })),
      ),
    ])
    const desk = deskItems(services, act, proposals)
    const mine = systems.flatMap(system => {
      const entries = (system.menu ?? []).filter(entry => entry.zone === 'staff' && mayOpen(actor, entry))
      const registers = readableOf(system, actor)
      return entries.length || registers.length ? [{ system, entries, registers }] : []
    })
    return {
      kind: 'page',
      title: homeTitle,
      body: (
        <>
          <PageHeading title={homeTitle[language]} lead={language === 'ja' ? `${actor.name} さん` : actor.name} />
          {[{ title: deskTitle, always: false, items: desk.items }, ...sections].map(({ title, always, items }) =>
            always || items.some(({ count }) => count > 0) ? (
              <Section title={title[language]}>
                <WorkFigures language={language} items={items.map(one => ({ ...one, title: one.title[language] }))} />
              </Section>
            ) : null,
          )}
          {desk.first.length ? (
            <ul class="proposals-first">
              {desk.first.map(({ id, title, state }) => (
                <li>
                  <StatusTag tone={state === 'returned' ? 'warning' : 'waiting'}>
                    {proposalStates[state][language]}
                  </StatusTag>{' '}
                  <a href={href(language, `/proposals/${id}`)}>
                    <Words text={title[language]} />
                  </a>
                </li>
              ))}
            </ul>
          ) : null}
          {mine.length === 0 ? <ManagementSections entries={managedBy(menu, actor)} language={language} /> : null}
          {mine.map(({ system, entries, registers }) => (
            <Section title={system.title[language]}>
              <Cards>
                {entries.map(entry => (
                  <Card language={language} title={entry.title[language]} path={entry.path}>
                    {entry.text ? <p>{entry.text[language]}</p> : null}
                  </Card>
                ))}
                <RegisterCards registers={registers} language={language} />
              </Cards>
            </Section>
          ))}
        </>
      ),
    }
  },
})
