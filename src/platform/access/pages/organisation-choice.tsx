import type { Bilingual, Language } from '../../../base/bilingual.ts'
import { NotFoundError } from '../../../base/problem.ts'
import { SelectField } from '../../../ui/field.tsx'
import { SearchForm } from '../../../ui/search-form.tsx'
import type { Sql } from '../../database/connection.ts'
import type { RouteRequest } from '../../routing/route.ts'
import { listOrganisations } from '../people/organisations.ts'
import { idOf } from './common.ts'

/** An organisation that is no department of another one. */
export interface Body {
  readonly id: string
  readonly name: Bilingual
}

/** The bodies that a page may be opened for. */
export const listBodies = async (app: Sql, may: (id: string) => boolean): Promise<readonly Body[]> =>
  (await listOrganisations(app))
    .filter(one => one.kind !== 'department' && may(one.id))
    .map(one => ({ id: one.id, name: { ja: one.name_ja, en: one.name_en } }))

/** The one that was asked for, the actor's own when none was. Throws NotFoundError for one that is not among them. */
export const bodyOf = (bodies: readonly Body[], { actor }: RouteRequest, asked: string | null): Body => {
  const wanted = asked ? idOf(asked) : actor.organisation
  const found = bodies.find(one => one.id === wanted)
  if (!found) throw new NotFoundError('organisation')
  return found
}

/** Opens the same page for another body; nothing where there is only one. */
export const BodyChoice = ({
  language,
  path,
  bodies,
  chosen,
}: {
  readonly language: Language
  readonly path: string
  readonly bodies: readonly Body[]
  readonly chosen: Body
}) =>
  bodies.length > 1 ? (
    <SearchForm
      language={language}
      path={path}
      label={{ ja: '団体の選択', en: 'Choose an organisation' }}
      queryName={null}
      first={
        <SelectField
          language={language}
          name="organisation"
          filter
          label={{ ja: '団体', en: 'Organisation' }}
          choices={bodies.map(one => ({ value: one.id, label: one.name[language] }))}
          value={chosen.id}
        />
      }
    />
  ) : null
