import type { Child } from 'hono/jsx'

export type Tone = 'info' | 'success' | 'warning' | 'error'

interface NoticeProps {
  readonly tone?: Tone | undefined
  readonly title?: string | undefined
  readonly children?: Child | undefined
  /** Read out when it appears: what just happened. Standing information leaves it out. */
  readonly live?: boolean | undefined
}

/** Something to know before reading on. */
export const Notice = ({ tone = 'info', title, live, children }: NoticeProps) => (
  <div class={`notice notice-${tone}`} role={live ? 'status' : undefined}>
    {title ? <p class="notice-title">{title}</p> : null}
    {children}
  </div>
)

interface BannerProps {
  readonly tone?: Tone | undefined
  readonly label: string
  readonly children?: Child | undefined
}

/** A line across the whole page that holds for everything below: sample data, degraded operation, disaster mode. */
export const Banner = ({ tone = 'info', label, children }: BannerProps) => (
  <section class={`banner banner-${tone}`} aria-label={label}>
    <div class="width">
      <strong>{label}</strong> <span>{children}</span>
    </div>
  </section>
)
