import type { Child } from 'hono/jsx'

/** Nothing is here, why, and what one can do about it. */
export const Empty = ({ title, children }: { readonly title: string; readonly children?: Child }) => (
  <div class="empty">
    <p class="empty-title">{title}</p>
    {children}
  </div>
)
