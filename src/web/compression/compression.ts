import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

export type Encoding = 'br' | 'gzip'

/** Below this a compressed answer saves no packet and costs more than it gives. */
export const worthCompressing = 1024

const br = promisify(brotliCompress)
const gz = promisify(gzip)

/** RFC 9110 §12.5.3, as far as it matters: a coding that is named and not refused with q=0. */
export const chooseEncoding = (accept: string | null): Encoding | undefined => {
  if (accept === null) return undefined
  const allowed = (name: string) =>
    accept.split(',').some(part => {
      const [coding = '', ...parameters] = part.split(';')
      return coding.trim().toLowerCase() === name && !parameters.some(p => /^\s*q\s*=\s*0(?:\.0*)?\s*$/i.test(p))
    })
  return allowed('br') ? 'br' : allowed('gzip') ? 'gzip' : undefined
}

export const compressible = (type: string): boolean =>
  /^(?:text\/|application\/(?:[\w.+-]*json|javascript|xml)|image\/svg\+xml)/.test(type)

/** In the thread pool, so that one large page does not hold up the others. @param level brotli quality */
export const compress = (body: string | Uint8Array, encoding: Encoding, level = 4): Promise<Uint8Array> =>
  encoding === 'br'
    ? br(body, { params: { [constants.BROTLI_PARAM_QUALITY]: level } })
    : gz(body, { level: Math.min(level + 2, 9) })
