import type { Child } from 'hono/jsx'

/** A word about a thing: its kind, its theme. */
export const Tag = ({ children }: { readonly children?: Child }) => <span class="tag">{children}</span>

export type StatusTone = 'good' | 'waiting' | 'warning' | 'bad' | 'neutral' | 'sample'

/** The state of a thing. The word says it; the colour and the mark only repeat it. */
export const StatusTag = ({
  tone = 'neutral',
  children,
}: {
  readonly tone?: StatusTone | undefined
  readonly children?: Child | undefined
}) => <span class={`tag status status-${tone}`}>{children}</span>
