import type postgres from 'postgres'

/**
 * PostgreSQL's array types by their element: oid of the array, oid of the element. Known here instead of asked from the
 * server on every connection: the library's own question for them cannot be ended together with its pool, and then
 * fails where nobody can catch it.
 */
const known = [
  { name: 'texts', array: 1009, element: 25 },
  { name: 'varchars', array: 1015, element: 1043 },
  { name: 'uuids', array: 2951, element: 2950 },
  { name: 'booleans', array: 1000, element: 16 },
  { name: 'smallints', array: 1005, element: 21 },
  { name: 'integers', array: 1007, element: 23 },
  { name: 'bigints', array: 1016, element: 20 },
  { name: 'doubles', array: 1022, element: 701 },
  { name: 'numerics', array: 1231, element: 1700 },
  { name: 'days', array: 1182, element: 1082 },
  { name: 'moments', array: 1185, element: 1184 },
  { name: 'names', array: 1003, element: 19 },
  { name: 'oids', array: 1028, element: 26 },
  { name: 'byteas', array: 1001, element: 17 },
  { name: 'jsonbs', array: 3807, element: 3802 },
] as const

type Element = (value: unknown) => string

const quoted = (text: string): string => `"${text.replace(/[\\"]/g, mark => `\\${mark}`)}"`

/** @param element text of one element that is not null */
export const arrayText = (value: unknown, element: Element): string =>
  Array.isArray(value)
    ? `{${value
        .map(item =>
          item === null || item === undefined
            ? 'null'
            : Array.isArray(item)
              ? arrayText(item, element)
              : quoted(element(item)),
        )
        .join(',')}}`
    : String(value)

/** Reads an array's text, of any depth. @param element reads one element's text */
export const readArray = (text: string, element: (text: string) => unknown): unknown[] => {
  let at = text.indexOf('{')
  const list = (): unknown[] => {
    const items: unknown[] = []
    at += 1
    while (at < text.length) {
      const mark = text[at]
      if (mark === '}') break
      if (mark === ',') at += 1
      else if (mark === '{') items.push(list())
      else items.push(one())
    }
    at += 1
    return items
  }
  const one = (): unknown => {
    let word = ''
    if (text[at] === '"') {
      at += 1
      while (text[at] !== '"') {
        if (text[at] === '\\') at += 1
        word += text[at]
        at += 1
      }
      at += 1
      return element(word)
    }
    while (at < text.length && text[at] !== ',' && text[at] !== '}') {
      word += text[at]
      at += 1
    }
    return word === 'NULL' ? null : element(word)
  }
  return list()
}

/** Elements that the driver itself turns into numbers and booleans when they stand alone. */
const usual: Readonly<Record<number, (text: string) => unknown>> = {
  16: text => text === 't',
  21: Number,
  23: Number,
  26: Number,
  701: Number,
}

/** @param single how single values go out and come back; their arrays follow */
export const arrayTypes = (
  single: Readonly<Record<string, postgres.PostgresType>>,
): Record<string, postgres.PostgresType> =>
  Object.fromEntries(
    known.map(({ name, array, element }) => {
      const own = Object.values(single).find(type => type.from.includes(element))
      const out: Element = own ? value => String(own.serialize(value)) : String
      const back = own ? own.parse : (usual[element] ?? ((text: string) => text))
      return [
        name,
        {
          to: array,
          from: [array],
          serialize: (value: unknown) => arrayText(value, out),
          parse: (text: string) => readArray(text, back),
        },
      ]
    }),
  )
