import { type Language, say } from '../base/bilingual.ts'
import type { Json } from '../base/json.ts'
import type { Failure } from './failure.ts'

const detailOf = ({ machine, detail }: Pick<Failure, 'machine' | 'detail'>, language: Language): string | undefined => {
  const text = machine?.detail ?? detail
  return text && say(text, language)
}

/** RFC 9457. `about:blank` says that the status is the whole type; `errors` lists what to mend, as forms do. */
export const problemJson = (
  failure: Pick<Failure, 'status' | 'title' | 'detail' | 'problems' | 'machine'>,
  language: Language,
  request: string,
): Json => ({
  type: 'about:blank',
  title: say(failure.machine?.title ?? failure.title, language),
  status: failure.status,
  detail: detailOf(failure, language),
  instance: `urn:uuid:${request}`,
  errors: failure.problems?.map(({ message, ...where }) => ({ ...where, detail: say(message, language) })),
})
