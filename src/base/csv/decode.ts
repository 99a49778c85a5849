import iconv from 'iconv-lite'
import type { Problem } from '../problem.ts'
import { createDetector, type Detected } from './detect.ts'

export type { Detected } from './detect.ts'
export { createDetector } from './detect.ts'

export interface Decoded extends Detected {
  readonly text: string
  /** Lines (counted from 1 in `row`) with bytes that are no character, or with a vendor's own characters (外字). */
  readonly problems: readonly Problem[]
}

interface Decoder {
  write(chunk: Uint8Array): string
  end(): string
}

const asBuffer = (chunk: Uint8Array): Buffer => Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)

const createDecoder = ({ encoding, bom }: Detected): Decoder => {
  let first = bom
  const strip = (text: string) => {
    if (!first || text === '') return text
    first = false
    // A UTF-8 mark in front of CP932 comes out as other characters: it is skipped as bytes below.
    return text.startsWith('\ufeff') ? text.slice(1) : text
  }
  if (encoding === 'cp932') {
    const decoder = iconv.getDecoder('cp932')
    let skip = bom ? 3 : 0
    return {
      write(chunk) {
        const rest = chunk.subarray(Math.min(skip, chunk.length))
        skip -= chunk.length - rest.length
        return decoder.write(asBuffer(rest))
      },
      end: () => decoder.end() ?? '',
    }
  }
  const decoder = new TextDecoder(encoding, { ignoreBOM: true })
  return {
    write: chunk => strip(decoder.decode(chunk, { stream: true })),
    end: () => strip(decoder.decode()),
  }
}

/** Decodes a file chunk by chunk once its encoding is known. */
export async function* decodeStream(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  detected: Detected,
): AsyncGenerator<string> {
  const decoder = createDecoder(detected)
  for await (const chunk of chunks) {
    const text = decoder.write(chunk)
    if (text !== '') yield text
  }
  const rest = decoder.end()
  if (rest !== '') yield rest
}

const maxProblems = 100

/** What could not be read, line by line; at most 100, because a wrong file would bring one for every line. */
export const problemsOf = (text: string): readonly Problem[] => {
  if (!/[\ufffd\ue000-\uf8ff]/.test(text)) return []
  const problems: Problem[] = []
  for (const [index, line] of text.split(/\r\n|\r|\n/).entries()) {
    if (problems.length === maxProblems) break
    const lost = line.includes('\ufffd')
    if (lost || /[\ue000-\uf8ff]/.test(line))
      problems.push({
        row: index + 1,
        message: lost
          ? {
              ja: '文字として読めない部分があります。元のファイルを確かめてください。',
              en: 'Part of this line is no readable text. Check the original file.',
            }
          : {
              ja: '外字（その機器だけの文字）があります。標準の文字に直してください。',
              en: 'This line has private characters (gaiji). Replace them with standard ones.',
            },
      })
  }
  return problems
}

/** Decodes a whole text, of whatever encoding Japanese offices use. */
export const decodeText = (bytes: Uint8Array): Decoded => {
  const detector = createDetector()
  detector.add(bytes)
  const detected = detector.result()
  const decoder = createDecoder(detected)
  const text = decoder.write(bytes) + decoder.end()
  return { ...detected, text, problems: problemsOf(text) }
}
