import fc from 'fast-check'
import iconv from 'iconv-lite'
import { describe, expect, it } from 'vitest'
import { InputError } from '../problem.ts'
import { createDetector, decodeStream, decodeText } from './decode.ts'
import { encodeText, missingInCp932 } from './encode.ts'
import { readFormula, writeFormulas } from './formula.ts'
import { parseCsv, parseCsvStream } from './parse.ts'
import { writeCsv, writeCsvStream } from './write.ts'

const collect = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}

const sample = '許可番号,氏名\r\n00412345678,髙橋﨑子①㈱\r\n'
const cp932Text = fc.string({ unit: fc.constantFrom(...'あカ漢髙﨑纊①㈱～－ｱﾞ閖竈塩釜表ソ能,"\r\n 1aZ\\~') })

describe('decodeText', () => {
  it('knows UTF-8 with and without a mark', () => {
    expect(decodeText(Buffer.from(sample))).toEqual({ text: sample, encoding: 'utf-8', bom: false, problems: [] })
    expect(decodeText(Buffer.from(`\ufeff${sample}`))).toEqual({
      text: sample,
      encoding: 'utf-8',
      bom: true,
      problems: [],
    })
  })

  it('knows CP932 with NEC and IBM extensions, 髙 and 﨑', () => {
    const bytes = iconv.encode(sample, 'cp932')
    expect(bytes.includes(Buffer.from([0xfb, 0xfc]))).toBe(true)
    expect(decodeText(bytes)).toEqual({ text: sample, encoding: 'cp932', bom: false, problems: [] })
    // The NEC-selected IBM characters (ED40 …), which Windows reads but never writes.
    expect(decodeText(Buffer.from([0xed, 0x40])).text).toBe('纊')
  })

  it('does not believe a mark in front of CP932', () => {
    const bytes = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), iconv.encode(sample, 'cp932')])
    expect(decodeText(bytes)).toEqual({ text: sample, encoding: 'cp932', bom: true, problems: [] })
  })

  it('knows UTF-16 of both orders, with and without a mark', () => {
    for (const encoding of ['utf-16le', 'utf-16be'] as const) {
      expect(decodeText(iconv.encode(sample, encoding, { addBOM: true }))).toMatchObject({
        text: sample,
        encoding,
        bom: true,
      })
      expect(decodeText(iconv.encode(sample, encoding))).toMatchObject({ text: sample, encoding, bom: false })
    }
  })

  it('tells the lines of a damaged UTF-8 file and keeps the rest', () => {
    const bytes = Buffer.concat([Buffer.from(`${sample}宮城`), Buffer.from([0xe5, 0xae]), Buffer.from('\n県')])
    const decoded = decodeText(bytes)
    expect(decoded.encoding).toBe('utf-8')
    expect(decoded.problems.map(problem => problem.row)).toEqual([3])
  })

  it('tells the lines of private characters', () => {
    const decoded = decodeText(Buffer.from([0x61, 0x0a, 0xf0, 0x40]))
    expect(decoded.encoding).toBe('cp932')
    expect(decoded.problems.map(problem => problem.row)).toEqual([2])
  })

  it('reads ASCII and nothing at all', () => {
    expect(decodeText(Buffer.from('a,b')).encoding).toBe('utf-8')
    expect(decodeText(new Uint8Array())).toEqual({ text: '', encoding: 'utf-8', bom: false, problems: [] })
  })

  it('reads the same in pieces cut anywhere', async () => {
    const encodings = ['utf-8', 'cp932', 'utf-16le', 'utf-16be'] as const
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...encodings),
        fc.integer({ min: 1, max: 5 }),
        fc.boolean(),
        async (encoding, size, bom) => {
          const bytes = iconv.encode(sample, encoding, { addBOM: bom && encoding !== 'cp932' })
          const pieces: Uint8Array[] = []
          for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.subarray(at, at + size))
          const detector = createDetector()
          for (const piece of pieces) detector.add(piece)
          const detected = detector.result()
          expect(detected.encoding).toBe(encoding)
          expect((await collect(decodeStream(pieces, detected))).join('')).toBe(sample)
        },
      ),
    )
  })
})

describe('encodeText', () => {
  it('round-trips every CP932 text', () => {
    fc.assert(
      fc.property(cp932Text, text => {
        const encoded = encodeText(text, 'cp932')
        expect(encoded.unencodable).toEqual([])
        expect(iconv.decode(encoded.bytes, 'cp932')).toBe(text)
      }),
    )
  })

  it('round-trips every text in UTF-8 with a mark', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), text => {
        const encoded = encodeText(text, 'utf-8')
        expect([...encoded.bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
        expect(decodeText(encoded.bytes)).toMatchObject({ text, encoding: 'utf-8' })
      }),
    )
    expect(encodeText('a', 'utf-8', { bom: false }).bytes).toEqual(Buffer.from('a'))
  })

  it('tells what CP932 lacks, and where, and writes no question mark', () => {
    const encoded = encodeText('a\nb𠮷野', 'cp932')
    expect(encoded.unencodable).toEqual([{ character: '𠮷', codePoint: 'U+20BB7', line: 2, column: 2 }])
    expect(iconv.decode(encoded.bytes, 'cp932')).toBe('a\nb〓野')
    expect(missingInCp932('é邉\u{e010f}é')).toEqual(['é', '\u{e010f}'])
    expect(missingInCp932('本物の?')).toEqual([])
  })

  it('takes the look-alike that is the same character, the yen sign never a backslash', () => {
    const encoded = encodeText('10〜20−5¥', 'cp932')
    expect(encoded.unencodable).toEqual([])
    expect(iconv.decode(encoded.bytes, 'cp932')).toBe('10～20－5￥')
  })

  it('never loses a character silently', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => {
        const { bytes, unencodable } = encodeText(text, 'cp932')
        const same = iconv.decode(bytes, 'cp932') === text
        expect(same || unencodable.length > 0 || /[〜−‖—¢£¬¥]/.test(text)).toBe(true)
      }),
    )
  })
})

describe('parseCsv', () => {
  it('numbers rows as a spreadsheet and lines as an editor', () => {
    const rows = parseCsv('a,b\r\n"x\r\ny",2\r\n\r\n3,"4"\r\n')
    expect(rows).toEqual([
      { row: 1, line: 1, cells: ['a', 'b'] },
      { row: 2, line: 2, cells: ['x\r\ny', '2'] },
      { row: 4, line: 5, cells: ['3', '4'] },
    ])
  })

  it('takes any sort of line end, rows of any length and other delimiters', () => {
    expect(parseCsv('a,b\n1\r2,3,4\r\n5').map(row => row.cells)).toEqual([['a', 'b'], ['1'], ['2', '3', '4'], ['5']])
    expect(parseCsv('a\tb', { delimiter: '\t' })[0]?.cells).toEqual(['a', 'b'])
    expect(parseCsv('')).toEqual([])
  })

  it.each(['a\n"b', 'a\nb"c,d', 'a\n"b"c'])('refuses %j with the row', async text => {
    const failed = (error: unknown) => (error instanceof InputError ? error.problems : undefined)
    let told: unknown
    try {
      parseCsv(text)
    } catch (error) {
      told = failed(error)
    }
    expect(told).toMatchObject([{ row: 2, message: { ja: expect.stringContaining('引用符') } }])
    expect(await collect(parseCsvStream([text])).catch(failed)).toMatchObject([{ row: 2 }])
  })

  it('passes on a failure of the source', async () => {
    async function* source() {
      yield 'a,b\n'
      throw new Error('disk')
    }
    await expect(collect(parseCsvStream(source()))).rejects.toThrow('disk')
  })

  it('lets the source go when the reader stops', async () => {
    let ended = false
    async function* source() {
      try {
        for (;;) yield 'a,b\n'.repeat(1000)
      } finally {
        ended = true
      }
    }
    for await (const row of parseCsvStream(source())) if (row.row === 10) break
    expect(ended).toBe(true)
  })
})

describe('round trips', () => {
  const cell = fc.string({ unit: fc.constantFrom(...'ab漢髙,"\r\n =+-@\t;1') })
  const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 5 }), { maxLength: 8 })

  it('rows come back from text, and from a stream cut anywhere', async () => {
    await fc.assert(
      fc.asyncProperty(table, fc.integer({ min: 1, max: 7 }), async (rows, size) => {
        const text = writeCsv(rows)
        expect((await collect(writeCsvStream(rows))).join('')).toBe(text)
        const parsed = parseCsv(text)
        expect(parsed.map(row => row.cells)).toEqual(rows)
        const pieces = text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? []
        expect(await collect(parseCsvStream(pieces))).toEqual(parsed)
      }),
    )
  })

  it('rows come back through CP932 bytes', () => {
    fc.assert(
      fc.property(table, rows => {
        const { bytes } = encodeText(writeCsv(rows), 'cp932')
        expect(
          parseCsv(decodeText(Buffer.concat([Buffer.from(iconv.encode('見出し,表\r\n', 'cp932')), bytes])).text)
            .slice(1)
            .map(row => row.cells),
        ).toEqual(rows)
      }),
    )
  })

  it('ends rows with CRLF, and quotes what looks like a formula without changing it', () => {
    expect(
      writeCsv([
        ['a', 'b"c'],
        ['=1+1', '-5'],
        ['-x', ''],
      ]),
    ).toBe('a,"b""c"\r\n"=1+1",-5\r\n"-x",\r\n')
  })

  it('writes many rows in pieces', async () => {
    const rows = Array.from({ length: 1201 }, (_, at) => [String(at), 'x'])
    const pieces = await collect(writeCsvStream(rows))
    expect(pieces).toHaveLength(3)
    expect(parseCsv(pieces.join('')).map(row => row.cells)).toEqual(rows)
  })
})

describe('formulas', () => {
  const cell = fc.string({ unit: fc.constantFrom(..."'=+-@＝＋－＠\t\r\n 019.,()aあ") })

  it('come back as the same value, guarded or plain', () => {
    fc.assert(
      fc.property(cell, fc.constantFrom('guard' as const, 'plain' as const), (value, style) => {
        expect(readFormula(writeFormulas(value, style))).toBe(value)
      }),
    )
  })

  it('never begin a guarded cell, unless they are a number', () => {
    fc.assert(
      fc.property(cell, value => {
        const first = writeFormulas(value, 'guard')[0] ?? ''
        expect('=@＝＠\t\r\n'.includes(first) && first !== '').toBe(false)
        if (/^[+\-＋－]/.test(first)) expect(value.slice(1)).toMatch(/^[\d\s.,()-]*$/)
      }),
    )
  })

  it.each([
    ['=1+1', "'=1+1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ["-2+3+cmd|' /C calc'!A0", "'-2+3+cmd|' /C calc'!A0"],
    ['＝１＋１', "'＝１＋１"],
    ['\t=1', "'\t=1"],
    ["'=1", "''=1"],
    ['-5', '-5'],
    ['-1,234.5', '-1,234.5'],
    ['+81-22-211-0000', '+81-22-211-0000'],
    ['-', '-'],
    ["'85年", "'85年"],
    ['見本', '見本'],
  ])('%j is written for people as %j', (value, written) => {
    expect(writeFormulas(value, 'guard')).toBe(written)
  })
})
