import type { Child } from 'hono/jsx'
import { Words } from './words.tsx'

interface PageHeadingProps {
  readonly title: string
  /** One or two sentences on what this page is for. */
  readonly lead?: string | undefined
  /** Status of the record, beside its name. */
  readonly tags?: Child | undefined
  /** What can be done here. */
  readonly children?: Child | undefined
}

/** The top of a page: its only h1. */
export const PageHeading = ({ title, lead, tags, children }: PageHeadingProps) => (
  <div class="page-heading">
    <h1>
      <Words text={title} />
    </h1>
    {tags ? <p class="page-tags">{tags}</p> : null}
    {lead ? (
      <p class="lead">
        <Words text={lead} />
      </p>
    ) : null}
    {children ? <div class="buttons">{children}</div> : null}
  </div>
)

interface SectionProps {
  readonly title: string
  /** Of this section's heading, so that a link can lead to it. */
  readonly id?: string | undefined
  readonly children?: Child | undefined
}

export const Section = ({ title, id, children }: SectionProps) => (
  <section class="section">
    <h2 id={id}>
      <Words text={title} />
    </h2>
    {children}
  </section>
)

/** Main text and a column beside it, one below the other on a phone. */
export const Columns = ({ children }: { readonly children?: Child }) => <div class="columns">{children}</div>

/** Numbers that matter, large. */
export const Figures = ({
  items,
}: {
  readonly items: readonly {
    readonly label: string
    readonly value: string
    readonly unit?: string | undefined
    readonly note?: string | undefined
  }[]
}) => (
  <dl class="figures">
    {items.map(item => (
      <div>
        <dt>{item.label}</dt>
        <dd>
          <span class="figure">{item.value}</span>
          {item.unit ? <span class="figure-unit">{item.unit}</span> : null}
          {item.note ? <span class="figure-note">{item.note}</span> : null}
        </dd>
      </div>
    ))}
  </dl>
)
