import type { Act } from '../../access/actor.ts'
import type { Trace } from '../../database/statement.ts'
import { contentSql } from '../../ledger/store.ts'
import { recordRead } from '../events.ts'
import type { Register } from '../register.ts'
import { isPersonal, visibleFields } from '../visibility.ts'

/** Who is shown a proposal: anyone who may read it, or its proposer alone, to mend it once it was returned. */
export type Looking = 'anyone' | 'mender'

/**
 * The look at a proposal: an entry for each of its changes that holds personal data which this actor sees, made in the
 * statement that reads it, since only the database knows then what the proposal holds.
 * @param registers those that the actor may read
 * @returns null where this actor sees no personal data at all
 */
export const lookTrace = (act: Act, registers: readonly Register[], who: Looking): Trace | null => {
  const personal = registers.flatMap(register => {
    const fields = visibleFields(register, act.actor).filter(isPersonal)
    return fields.length ? [[register.id, fields.map(field => field.id)] as const] : []
  })
  if (personal.length === 0) return null
  const at = act.clock.now().toISOString()
  const { organisation, person } = act.actor
  return {
    text: from => {
      const value = (n: number) => `$${from + n}`
      const content = contentSql({
        actor: `${value(4)}::text`,
        at: `to_json(${value(5)}::text)`,
        body: `concat('{"fields":[', shown.fields, '],"proposal":', to_json(shown.proposal), ',"version":', shown.version, '}')`,
        event: `to_json(${value(1)}::text)`,
        id: 'to_json(shown.id)',
        ...(act.reason ? { reason: `${value(7)}::text` } : {}),
        record: 'to_json(shown.record)',
        register: 'to_json(shown.register)',
        tenant: `to_json(${value(2)}::text)`,
      })
      return `insert into ledger.entry (id, at, event, tenant, actor, register, record, content)
        select shown.id, ${value(0)}::timestamptz, ${value(1)}::text, ${value(2)}::text::uuid, ${value(3)}::uuid, shown.register, shown.record, ${content}
        from (
          select gen_random_uuid() as id, f.id as proposal, c->>'register' as register, c->>'id' as record, c->>'version' as version,
            (select string_agg(to_json(field)::text, ',' order by place)
              from jsonb_array_elements_text(${value(6)}::jsonb -> (c->>'register')) with ordinality as p (field, place)
              where c->'data' ? field) as fields
          from found__ f cross join lateral jsonb_array_elements(f.changes) c
          ${who === 'mender' ? `where f.state = 'returned' and f.proposed_by = ${value(3)}::uuid` : ''}
        ) shown where shown.fields is not null`
    },
    values: [
      at,
      recordRead.id,
      organisation,
      person,
      JSON.stringify(person),
      at,
      Object.fromEntries(personal),
      ...(act.reason ? [JSON.stringify(act.reason)] : []),
    ],
  }
}
