/** One finding about a migration, in words for its author. */
export type LintFinding = string

interface Rule {
  readonly pattern: RegExp
  readonly finding: (match: RegExpMatchArray) => string
  /** The rule is kept by a comment with this mark right above or in the statement. */
  readonly mark?: string
}

const name = String.raw`(?:only\s+)?(?:if\s+(?:not\s+)?exists\s+)?(?!if\b)("[^"]+"|[a-z_][\w$]*)(?!["\w$]*\s*\.|[\w$])`

const rules: readonly Rule[] = [
  {
    pattern: new RegExp(
      String.raw`\b(?:create\s+(?:unlogged\s+)?table|(?:alter|drop)\s+(?:table|view|index|sequence|function)|create\s+(?:or\s+replace\s+)?(?:view|function|sequence|type)|insert\s+into|delete\s+from|references)\s+${name}`,
      'gi',
    ),
    finding: match => `${match[1]} has no schema: ${match[0].replaceAll(/\s+/g, ' ')}`,
  },
  {
    pattern: new RegExp(String.raw`^\s*(?:update|truncate(?:\s+table)?)\s+${name}`, 'gi'),
    finding: match => `${match[1]} has no schema: ${match[0].trim()}`,
  },
  {
    pattern: new RegExp(
      String.raw`\b(?:create\s+(?:unique\s+)?index[\s\S]*?|create\s+policy\s+\S+|create\s+trigger\s[\s\S]*?)\s+on\s+${name}`,
      'gi',
    ),
    finding: match => `${match[1]} has no schema: … on ${match[1]}`,
  },
  {
    pattern:
      /\bdrop\s+(?:table|schema|column|materialized\s+view)\b|\balter\s+table\s+\S+\s+drop\s+(?!constraint|not|default|expression|identity)\S+|^\s*truncate\b|^\s*delete\s+from\b/gi,
    finding: match =>
      `destroys data without a "-- discard: reason" above it: ${match[0].replaceAll(/\s+/g, ' ').trim()}`,
    mark: '-- discard: ',
  },
  {
    pattern: /\bcascade\s*$/gi,
    finding: () => 'drop … cascade: name everything that goes',
  },
  {
    pattern:
      /\bcreate\s+(?:unique\s+)?index\s+concurrently\b|\bvacuum\b|^\s*(?:begin|start\s+transaction|commit|rollback|savepoint)\b/gi,
    finding: match => `a migration is one transaction: ${match[0].replaceAll(/\s+/g, ' ').trim()}`,
  },
  {
    pattern: /\b(?:disable|no\s+force)\s+row\s+level\s+security\b/gi,
    finding: match => `takes row security away: ${match[0]}`,
  },
  {
    pattern: /\bgrant\b[\s\S]*\bto\s+(?:[\w\s,]*,\s*)?public\b/gi,
    finding: () => 'grants to public: name the role',
  },
  {
    pattern:
      /\bgrant\b(?!\s+usage\s+on\s+schema)[\s\S]*\bon\b[\s\S]*\b(?:register|history|ledger|musubi|auth)\b[\s\S]*\bto\b[\s\S]*\bmusubi_public\b/gi,
    finding: () => 'musubi_public reads published views only',
  },
  {
    pattern: /^\s*set\s+(?:session\s+|local\s+)?(?:row_security|session_replication_role|search_path|role)\b/gi,
    finding: match => `changes the session: ${match[0]}`,
  },
]

/**
 * Looks for what a review overlooks: names without a schema, destruction without a reason, lost row security. It knows
 * SQL by its statements and not by a grammar; what it cannot see fails when the migration runs (search_path is empty).
 * @returns findings with the line they stand on, none for a migration that may be committed
 */
export const lintMigration = (sql: string): readonly LintFinding[] => {
  const found: LintFinding[] = []
  for (const { text, line, comments } of statementsOf(sql)) {
    for (const rule of rules) {
      if (rule.mark !== undefined && comments.includes(rule.mark)) continue
      for (const match of text.matchAll(rule.pattern)) found.push(`line ${line}: ${rule.finding(match)}`)
    }
  }
  return [...found, ...unsecuredTables(sql)]
}

interface Statement {
  /** Without comments and with literals and function bodies emptied. */
  readonly text: string
  readonly line: number
  readonly comments: string
}

const token = /--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|(\$\w*\$)[\s\S]*?\1|"(?:[^"]|"")*"|;|[^-/'$";]+|[\s\S]/g

const statementsOf = (sql: string): readonly Statement[] => {
  const statements: Statement[] = []
  let text = ''
  let comments = ''
  let line = 1
  let start = 0
  const end = () => {
    if (text.trim() !== '') statements.push({ text: text.trim(), line: start, comments })
    text = ''
    comments = ''
    start = 0
  }
  for (const [part] of sql.matchAll(token)) {
    if (part.startsWith('--') || part.startsWith('/*')) comments += `${part}\n`
    else if (part === ';') end()
    else {
      if (start === 0 && part.trim() !== '') start = line + (/^\s*/.exec(part)?.[0].split('\n').length ?? 1) - 1
      text += part.startsWith("'") ? "''" : /^\$\w*\$./s.test(part) ? '$$$$' : part
    }
    line += part.split('\n').length - 1
  }
  end()
  return statements
}

/**
 * A table with a tenant must be under row security from its first day. Records and revisions under a forced one; the
 * platform's own tables are also read by functions that run as the owner, before the organisations are known.
 */
const unsecuredTables = (sql: string): readonly LintFinding[] => {
  const statements = statementsOf(sql)
  const has = (table: string, words: string) =>
    statements.some(({ text }) => text.replaceAll(/\s+/g, ' ').toLowerCase() === `alter table ${table} ${words}`)
  return statements.flatMap(({ text, line }) => {
    const match = /^create\s+table\s+(\S+)\s*\(([\s\S]*)$/i.exec(text)
    const table = match?.[1]?.toLowerCase()
    if (table === undefined || !/(?:^|,)\s*tenant\s+uuid\b/i.test(match?.[2] ?? '')) return []
    const wanted = /^(?:register|history)\./.test(table) ? ['enable', 'force'] : ['enable']
    const missing = wanted.filter(word => !has(table, `${word} row level security`))
    return missing.map(word => `line ${line}: ${table} has a tenant and does not ${word} row level security`)
  })
}
