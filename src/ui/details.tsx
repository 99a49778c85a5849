import type { Child } from 'hono/jsx'
import { Words } from './words.tsx'

interface DetailsProps {
  readonly summary: string
  readonly open?: boolean | undefined
  readonly children?: Child | undefined
}

/** What few need: folded away, and still found by the browser's search and printed. */
export const Details = ({ summary, open, children }: DetailsProps) => (
  <details class="details" open={open ? true : undefined}>
    <summary>
      <Words text={summary} />
    </summary>
    <div class="details-body">{children}</div>
  </details>
)
