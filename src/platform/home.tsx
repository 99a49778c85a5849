import type { Bilingual } from '../base/bilingual.ts'
import { Card, Cards } from '../ui/card.tsx'
import { href } from '../ui/link.ts'
import { Notice } from '../ui/notice.tsx'
import { PageHeading, Section } from '../ui/page.tsx'
import { may } from './access/actor.ts'
import { permission } from './registers/visibility.ts'
import type { MenuEntry, Route } from './routing/route.ts'
import type { Services } from './services.ts'
import type { SystemDefinition } from './system.ts'

export const homeTitle: Bilingual = { ja: '今日の仕事', en: "Today's work" }

const allowed = (entry: MenuEntry, permissions: ReadonlySet<string>): boolean =>
  entry.permission === undefined || permissions.has(entry.permission)

/** The first page of the staff listener: what waits for this person, and the systems that they work in. */
export const homeRoute = (services: Services, systems: readonly SystemDefinition[]): Route => ({
  method: 'GET',
  path: '/',
  zone: 'staff',
  access: 'signed-in',
  ledger: [],
  handle: async request => {
    const { language, actor } = request
    const act = request.act()
    const proposals = await services.registers.approvals.list(act, ['pending', 'returned'])
    const toDecide = proposals.filter(
      proposal => proposal.state === 'pending' && services.registers.approvals.mayDecide(act, proposal),
    )
    const returned = proposals.filter(proposal => proposal.state === 'returned' && proposal.proposedBy === actor.person)
    const mine = systems.flatMap(system => {
      const entries = (system.menu ?? []).filter(entry => entry.zone === 'staff' && allowed(entry, actor.permissions))
      const registers = system.registers.filter(register => may(actor, permission(register.id, 'read')))
      return entries.length || registers.length ? [{ system, entries, registers }] : []
    })
    return {
      kind: 'page',
      title: homeTitle,
      body: (
        <>
          <PageHeading title={homeTitle[language]} lead={language === 'ja' ? `${actor.name} さん` : actor.name} />
          {toDecide.length ? (
            <Notice
              tone="warning"
              title={
                language === 'ja'
                  ? `決裁を待つ起案が${toDecide.length}件あります`
                  : `Proposals that wait for your decision: ${toDecide.length}`
              }
            >
              <ul>
                {toDecide.slice(0, 5).map(proposal => (
                  <li>
                    <a href={href(language, `/proposals/${proposal.id}`)}>{proposal.title[language]}</a>
                  </li>
                ))}
              </ul>
              <p>
                <a href={href(language, '/proposals')}>{language === 'ja' ? '決裁の一覧' : 'All approvals'}</a>
              </p>
            </Notice>
          ) : null}
          {returned.length ? (
            <Notice
              tone="warning"
              title={language === 'ja' ? '差し戻された起案があります' : 'Proposals were returned to you'}
            >
              <ul>
                {returned.map(proposal => (
                  <li>
                    <a href={href(language, `/proposals/${proposal.id}`)}>{proposal.title[language]}</a>
                  </li>
                ))}
              </ul>
            </Notice>
          ) : null}
          {mine.length === 0 ? (
            <Notice tone="info">
              {language === 'ja' ? 'あなたの仕事は、上のメニューから開けます。' : 'Your work is in the menu above.'}
            </Notice>
          ) : null}
          {mine.map(({ system, entries, registers }) => (
            <Section title={system.title[language]}>
              <Cards>
                {entries.map(entry => (
                  <Card language={language} title={entry.title[language]} path={entry.path}>
                    {entry.text ? <p>{entry.text[language]}</p> : null}
                  </Card>
                ))}
                {registers.map(register => (
                  <Card language={language} title={register.title[language]} path={`/registers/${register.id}`}>
                    <p>{register.description[language]}</p>
                  </Card>
                ))}
              </Cards>
            </Section>
          ))}
        </>
      ),
    }
  },
})
