/** Columns that every register's table has; no field may be called so. */
export const platformColumns: readonly string[] = [
  'id',
  'tenant',
  'version',
  'sample',
  'search',
  'created_at',
  'updated_at',
  'removed_at',
]

/** Words that PostgreSQL reserves (appendix C of its manual, "reserved" without exceptions): they would need quotes. */
const reservedWords = new Set(
  `all analyse analyze and any array as asc asymmetric authorization binary both case cast check collate collation column
  concurrently constraint create cross current_catalog current_date current_role current_schema current_time
  current_timestamp current_user default deferrable desc distinct do else end except false fetch for foreign freeze from
  full grant group having ilike in initially inner intersect into is isnull join lateral leading left like limit localtime
  localtimestamp natural not notnull null offset on only or order outer overlaps placing primary references returning
  right select session_user similar some symmetric system_user table tablesample then to trailing true union unique user
  using variadic verbose when where window with`.split(/\s+/),
)

export const isReservedWord = (name: string): boolean => reservedWords.has(name)

export const isFieldId = (id: string): boolean => /^[a-z][a-z0-9]*(?:[A-Z][a-z0-9]*)*$/.test(id) && id.length <= 40

export const isRegisterId = (id: string): boolean => /^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/.test(id) && id.length <= 48
