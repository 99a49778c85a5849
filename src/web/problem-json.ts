import { type Language, say } from '../base/bilingual.ts'
import type { Json } from '../base/json.ts'
import type { Failure } from './failure.ts'

/** RFC 9457. `about:blank` says that the status is the whole type; `errors` lists what to mend, as forms do. */
export const problemJson = (
  failure: Pick<Failure, 'status' | 'title' | 'detail' | 'problems'>,
  language: Language,
  request: string,
): Json => ({
  type: 'about:blank',
  title: say(failure.title, language),
  status: failure.status,
  detail: failure.detail ? say(failure.detail, language) : undefined,
  instance: `urn:uuid:${request}`,
  errors: failure.problems?.map(({ message, ...where }) => ({ ...where, detail: say(message, language) })),
})
