import type { TableColumn, TableSpec } from './spec.ts'

/** A tennis club's courts: what the tests of this folder make tables of. */
export const column = (name: string, rest: Partial<TableColumn> = {}): TableColumn => ({
  name,
  type: 'text',
  class: 'public',
  required: false,
  unique: false,
  formerly: [],
  ...rest,
})

export const courts: TableSpec = {
  register: 'court',
  formerly: [],
  columns: [
    column('name', { required: true, limits: { maxLength: 200 } }),
    column('number', { required: true, unique: true }),
    column('surface', { limits: { codes: ['clay', 'grass', 'hard'] } }),
    column('uses', { type: 'text[]', limits: { codes: ['single', 'double', 'school'] } }),
    column('lights', { type: 'bigint', limits: { min: '0', max: '100' } }),
    column('openedOn', { type: 'date' }),
    column('keeper', { class: 'personal' }),
    column('note', { class: 'internal' }),
    column('contact'),
    column('keeperNumber', { class: 'special', type: 'bytea' }),
    column('keeperNumber_index', { class: 'special', type: 'bytea', indexed: true }),
  ],
  search: { all: ['name', 'keeper'], public: ['name'] },
  filters: ['surface', 'uses', 'openedOn'],
  sorts: ['name', 'openedOn'],
  uniques: [],
  public: {
    columns: ['name', 'number', 'surface', 'uses', 'lights', 'openedOn', 'contact'],
    when: `"openedOn" is not null`,
  },
}

/** SQL that fills the courts with so many rows of one tenant, all different and the same at every run. */
export const fillCourts = (rows: number, tenant: string, from = 1): string => `
  insert into register.court (tenant, id, version, search, search_public, name, number, surface, uses, lights, "openedOn", keeper, contact)
  select '${tenant}', lpad(to_hex(n), 32, '0')::uuid, 1,
    text || E'\\n見本' || n, text, text, 'C' || n,
    (array['clay', 'grass', 'hard'])[1 + n % 3], array[(array['single', 'double', 'school'])[1 + n % 3]], n % 101,
    case when n % 10 > 0 then date '2000-01-01' + n % 9000 end, '見本' || n,
    case when n % 2 = 0 then '〒980-' || lpad((n % 10000)::text, 4, '0') || ' 見本町' || n % 50 end
  from (
    select n, chr(19968 + ((n::bigint * 7919) % 4000)::int) || chr(19968 + ((n::bigint * 104729) % 4000)::int) || 'テニスコート' || n as text
    from generate_series(${from}, ${from + rows - 1}) as n
  ) as made`
