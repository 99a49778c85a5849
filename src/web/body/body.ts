import type { Bilingual } from '../../base/bilingual.ts'
import type { FormInput, UploadedFile } from '../../platform/routing/route.ts'
import type { BodyRoom } from './room.ts'

/** A request that cannot be understood: its status and what to say. Thrown while a body is read. */
export class BadRequestError extends Error {
  override readonly name = 'BadRequestError'
  readonly status: 400 | 413 | 415
  readonly title: Bilingual
  constructor(status: 400 | 413 | 415, title: Bilingual) {
    super(title.en)
    this.status = status
    this.title = title
  }
}

/** Bytes that a body may have. */
export interface BodyLimits {
  readonly form: number
  /** Forms with files, and bodies that a handler reads as bytes. */
  readonly upload: number
  /** Shared by bodies of those whom nobody knows; only bytes that have arrived count, so that a claim alone takes none. */
  readonly room?: BodyRoom
}

/** So much anybody may send, however crowded it is: a sign-in and a short form get through. */
const smallBody = 64 * 1024

const tooLarge = (limit: number): BadRequestError => {
  const size = limit >= 1048576 ? `${Math.floor(limit / 1048576)} MB` : `${Math.floor(limit / 1024)} KB`
  return new BadRequestError(413, {
    ja: `送信されたデータが大きすぎます。${size}以下にしてください。`,
    en: `The data sent is too large. Please keep it to ${size} or less.`,
  })
}

/** Reads a body and stops as soon as it is longer than allowed, whatever its heading claims. */
export const readBody = async (request: Request, limit: number, room?: BodyRoom): Promise<Uint8Array> => {
  const claimed = request.headers.get('content-length')
  if (claimed !== null && Number(claimed) > limit) throw tooLarge(limit)
  // With a length, Node itself reads no byte more than that.
  if (claimed !== null && (!room || Number(claimed) <= smallBody)) return new Uint8Array(await request.arrayBuffer())
  if (request.body === null) return new Uint8Array()
  const parts: Uint8Array[] = []
  let size = 0
  try {
    for await (const part of request.body) {
      if (size + part.byteLength > limit) throw tooLarge(limit)
      room?.take(part.byteLength)
      size += part.byteLength
      parts.push(part)
    }
    return Buffer.concat(parts)
  } finally {
    room?.give(size)
  }
}

/** No text of ours holds it and PostgreSQL cannot store it: whoever sends one is no browser. */
export const refuseNul = (text: string): string => {
  if (text.includes('\0'))
    throw new BadRequestError(400, {
      ja: '使えない文字（NUL）が含まれています。',
      en: 'This holds a character that cannot be used (NUL).',
    })
  return text
}

const add = <T>(lists: Record<string, T[]>, name: string, value: T): void => {
  const list = lists[name]
  if (list) list.push(value)
  else lists[name] = [value]
}

const readFiles = async (form: FormData): Promise<FormInput> => {
  const values: Record<string, string[]> = Object.create(null)
  const files: Record<string, UploadedFile[]> = Object.create(null)
  for (const [name, value] of form.entries()) {
    if (typeof value === 'string') add(values, name, refuseNul(value))
    // A file box that was left empty comes as a nameless file of no bytes.
    else if (value.name !== '' || value.size > 0)
      add(files, name, {
        name: value.name,
        type: value.type,
        bytes: new Uint8Array(await value.arrayBuffer()),
      })
  }
  return { values, files }
}

const readValues = (text: string): FormInput => {
  const values: Record<string, string[]> = Object.create(null)
  for (const [name, value] of new URLSearchParams(text)) add(values, name, refuseNul(value))
  return { values, files: {} }
}

export const readForm = async (request: Request, limits: BodyLimits): Promise<FormInput> => {
  const type = request.headers.get('content-type') ?? ''
  if (type.startsWith('application/x-www-form-urlencoded')) {
    return readValues(new TextDecoder().decode(await readBody(request, limits.form, limits.room)))
  }
  if (type.startsWith('multipart/form-data')) {
    const bytes = await readBody(request, limits.upload, limits.room)
    const body = new Uint8Array(bytes)
    try {
      return await readFiles(await new Response(body, { headers: { 'content-type': type } }).formData())
    } catch (error) {
      if (error instanceof BadRequestError) throw error
      throw new BadRequestError(400, {
        ja: '送信されたフォームを読み取れませんでした。もう一度送信してください。',
        en: 'The form could not be read. Please send it again.',
      })
    }
  }
  throw new BadRequestError(415, {
    ja: 'この形式のデータは受け付けていません。',
    en: 'This kind of content is not accepted.',
  })
}

const withoutNul = (_: string, value: unknown): unknown => (typeof value === 'string' ? refuseNul(value) : value)

export const readJson = async (request: Request, limits: BodyLimits): Promise<unknown> => {
  const type = request.headers.get('content-type') ?? ''
  if (!/^application\/(?:[\w.-]+\+)?json\b/.test(type)) {
    throw new BadRequestError(415, { ja: 'JSONで送信してください。', en: 'Please send JSON.' })
  }
  const text = new TextDecoder().decode(await readBody(request, limits.form, limits.room))
  try {
    return text.includes('\\u0000') ? JSON.parse(text, withoutNul) : JSON.parse(text)
  } catch (error) {
    if (error instanceof BadRequestError) throw error
    throw new BadRequestError(400, { ja: 'JSONとして読み取れません。', en: 'This is not valid JSON.' })
  }
}
