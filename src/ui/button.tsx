import type { Child } from 'hono/jsx'
import type { Language } from '../base/bilingual.ts'
import { href } from './link.ts'

export type ButtonLook = 'primary' | 'secondary' | 'quiet' | 'danger'

interface ButtonProps {
  readonly look?: ButtonLook | undefined
  readonly name?: string | undefined
  readonly value?: string | undefined
  /** Sends the form elsewhere: a second action of one form, without script. */
  readonly action?: string | undefined
  /** Skips the browser's own checks, as "save as draft" needs. */
  readonly unchecked?: boolean | undefined
  readonly children?: Child | undefined
}

/** Sends the form that it stands in. */
export const Button = ({ look = 'primary', name, value, action, unchecked, children }: ButtonProps) => (
  <button
    type="submit"
    class={`button button-${look}`}
    name={name}
    value={value}
    formaction={action}
    formnovalidate={unchecked ? true : undefined}
  >
    {children}
  </button>
)

interface LinkButtonProps {
  readonly language: Language
  readonly path: string
  readonly look?: ButtonLook | undefined
  readonly children?: Child | undefined
}

/** Goes somewhere, and looks like a button because it is the page's main thing to do. */
export const LinkButton = ({ language, path, look = 'primary', children }: LinkButtonProps) => (
  <a class={`button button-${look}`} href={href(language, path)}>
    {children}
  </a>
)

/** Buttons of one decision beside each other, the main one first. */
export const Buttons = ({ children }: { readonly children?: Child }) => <div class="buttons">{children}</div>
