import type { Bilingual } from '../../base/bilingual.ts'
import type { FormInput, UploadedFile } from '../../platform/routing/route.ts'
import type { BodyLease } from './room.ts'

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
  /** Of the room that all bodies share: of a large one only bytes that have arrived count, so that a claim alone takes none. */
  readonly room?: BodyLease
}

/** A sign-in and a short form. */
const smallBody = 64 * 1024
/** Boxes of a form: no page of ours has so many, and each costs far more than its bytes. */
const mostBoxes = 20_000

const tooLarge = (limit: number): BadRequestError => {
  const size = limit >= 1048576 ? `${Math.floor(limit / 1048576)} MB` : `${Math.floor(limit / 1024)} KB`
  return new BadRequestError(413, {
    ja: `送信されたデータが大きすぎます。${size}以下にしてください。`,
    en: `The data sent is too large. Please keep it to ${size} or less.`,
  })
}

const joined = (parts: readonly Uint8Array[], size: number): Uint8Array<ArrayBuffer> => {
  const whole = new Uint8Array(size)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.byteLength
  }
  return whole
}

/** Reads a body and stops as soon as it is longer than allowed, whatever its heading claims. */
export const readBody = async (request: Request, limit: number, room?: BodyLease): Promise<Uint8Array<ArrayBuffer>> => {
  const claimed = request.headers.get('content-length')
  if (claimed !== null && Number(claimed) > limit) throw tooLarge(limit)
  // With a length, Node itself reads no byte more than that.
  if (claimed !== null && Number(claimed) <= smallBody) {
    room?.claim(Number(claimed))
    return new Uint8Array(await request.arrayBuffer())
  }
  if (request.body === null) return new Uint8Array()
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of request.body) {
    size += part.byteLength
    if (size > limit) throw tooLarge(limit)
    room?.take(part.byteLength)
    parts.push(part)
  }
  return joined(parts, size)
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

const tooManyBoxes = (): BadRequestError =>
  new BadRequestError(413, {
    ja: '送信された項目が多すぎます。',
    en: 'The form has too many fields.',
  })

const isOverfull = (text: string): boolean => {
  let boxes = 1
  for (let at = text.indexOf('&'); at !== -1 && boxes <= mostBoxes; at = text.indexOf('&', at + 1)) boxes += 1
  return boxes > mostBoxes
}

const readValues = (text: string): FormInput => {
  if (isOverfull(text)) throw tooManyBoxes()
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
    try {
      return await readFiles(await new Response(bytes, { headers: { 'content-type': type } }).formData())
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
