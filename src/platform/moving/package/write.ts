import iconv from 'iconv-lite'
import { writeCsv } from '../../../base/csv/write.ts'
import { columnsOf, type FileDefinition, type PackageEncoding } from '../definition.ts'

const encode = (text: string, encoding: PackageEncoding): Buffer =>
  encoding === 'utf-8' ? Buffer.from(text, 'utf8') : iconv.encode(text, encoding)

const fixedCell = (text: string, length: number, encoding: PackageEncoding | null): Buffer | string => {
  if (encoding === null) {
    const characters = [...text]
    if (characters.length > length) throw new RangeError(`longer than ${length} characters`)
    return text + ' '.repeat(length - characters.length)
  }
  const bytes = encode(text, encoding)
  if (bytes.length > length) throw new RangeError(`longer than ${length} bytes`)
  return Buffer.concat([bytes, Buffer.alloc(length - bytes.length, 0x20)])
}

/**
 * Rows as a file of the package: for samples, and for what a municipality that leaves takes with it.
 * @throws RangeError for a value longer than its item in a fixed-width file
 */
export const writePackageFile = (of: FileDefinition, rows: readonly (readonly string[])[]): Buffer => {
  const columns = columnsOf(of)
  if (of.form.kind === 'delimited') {
    const heading = columns.map(({ id, item }) => item.title.ja + id.slice(item.id.length + 1))
    const text = writeCsv(of.form.header ? [heading, ...rows] : rows)
    return encode(of.form.delimiter === ',' ? text : tabbed(of.form.header ? [heading, ...rows] : rows), of.encoding)
  }
  const lines = rows.map(row => {
    const unit = of.form.kind === 'fixed' && of.form.unit === 'bytes' ? of.encoding : null
    const cells = columns.map(({ item }, at) => fixedCell(row[at] ?? '', item.length, unit))
    return unit === null
      ? encode(`${cells.join('')}\r\n`, of.encoding)
      : Buffer.concat([...cells.map(cell => Buffer.from(cell)), Buffer.from('\r\n')])
  })
  return Buffer.concat(lines)
}

const tabbed = (rows: readonly (readonly string[])[]): string =>
  rows
    .map(
      row => `${row.map(cell => (/["\t\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join('\t')}\r\n`,
    )
    .join('')
