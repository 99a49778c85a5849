import type { Child } from 'hono/jsx'
import { type Bilingual, type Language, say } from '../base/bilingual.ts'
import { href } from './link.ts'

interface FormProps {
  readonly language: Language
  /** Where it posts to, without the language prefix. */
  readonly path: string
  /** The request's `csrf`. */
  readonly csrf: string
  /** Forms that carry files. */
  readonly files?: boolean | undefined
  /** Values that go along unseen, such as the revision that was read. */
  readonly hidden?: Readonly<Record<string, string | readonly string[]>> | undefined
  readonly label?: Bilingual | undefined
  readonly children?: Child | undefined
}

/**
 * A form that changes something. The browser's own bubbles are off: they come one at a time, in the browser's language,
 * and screen readers lose them; the server's answer lists everything at once.
 */
export const Form = ({ language, path, csrf, files, hidden = {}, label, children }: FormProps) => (
  <form
    class="form"
    method="post"
    action={href(language, path)}
    enctype={files ? 'multipart/form-data' : undefined}
    aria-label={label ? say(label, language) : undefined}
    novalidate
  >
    <input type="hidden" name="csrf" value={csrf} />
    {Object.entries(hidden).flatMap(([name, value]) =>
      (typeof value === 'string' ? [value] : value).map(one => <input type="hidden" name={name} value={one} />),
    )}
    {children}
  </form>
)
