export type TextEncoding = 'utf-8' | 'cp932' | 'utf-16le' | 'utf-16be'

export interface Detected {
  readonly encoding: TextEncoding
  /** A byte order mark stands at the beginning. */
  readonly bom: boolean
}

const bomOf = (start: Uint8Array): TextEncoding | undefined => {
  if (start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf) return 'utf-8'
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le'
  if (start[0] === 0xfe && start[1] === 0xff) return 'utf-16be'
  return undefined
}

/** Looks at all bytes of a file, chunk by chunk, and then says its encoding. */
export interface Detector {
  add(chunk: Uint8Array): void
  result(): Detected
}

/**
 * Tells the encoding by the bytes alone, never by what a header, a name or a system claims (files that say UTF-8 and are
 * CP932 are common): a byte order mark that the rest bears out; zero bytes, as only UTF-16 has them; valid UTF-8; a UTF-8
 * file with single broken bytes; else CP932 (Windows-31J).
 */
export const createDetector = (): Detector => {
  let start = new Uint8Array()
  const zeros = [0, 0]
  let length = 0
  const utf8 = new TextDecoder('utf-8')
  // Broken sequences and whole characters beyond ASCII, to tell a damaged UTF-8 file from a CP932 one.
  let broken = 0
  let wide = 0
  const count = (text: string) => {
    for (let index = 0; index < text.length; index += 1) {
      const unit = text.charCodeAt(index)
      if (unit === 0xfffd) broken += 1
      else if (unit > 0x7f) wide += 1
    }
  }
  return {
    add(chunk) {
      if (start.length < 3) start = Uint8Array.from([...start, ...chunk.subarray(0, 3 - start.length)])
      for (let at = chunk.indexOf(0); at >= 0; at = chunk.indexOf(0, at + 1)) {
        const side = (length + at) % 2
        zeros[side] = (zeros[side] ?? 0) + 1
      }
      length += chunk.length
      count(utf8.decode(chunk, { stream: true }))
    },
    result() {
      count(utf8.decode())
      const mark = bomOf(start)
      if (mark === 'utf-16le' || mark === 'utf-16be') return { encoding: mark, bom: true }
      const [even = 0, odd = 0] = zeros
      if (even + odd > 0 && length % 2 === 0 && even !== odd)
        return { encoding: odd > even ? 'utf-16le' : 'utf-16be', bom: false }
      // CP932 read as UTF-8 breaks in most of its characters; a damaged UTF-8 file in a few.
      const isUtf8 = broken === 0 || broken * 10 < wide
      return { encoding: isUtf8 ? 'utf-8' : 'cp932', bom: mark === 'utf-8' }
    },
  }
}
