import type { Child } from 'hono/jsx'
import { type Language, say } from '../../../base/bilingual.ts'
import { describeHours } from '../../../base/hours.ts'
import { href } from '../../../ui/link.ts'
import { Table } from '../../../ui/table.tsx'
import { Words } from '../../../ui/words.tsx'
import type { Field, FieldKindId, ValueByKind } from '../field.ts'
import { choiceLabel } from '../kinds/choice.ts'
import { type FieldOf, type FieldValueOf, restoreField, showField } from '../kinds/index.ts'
import type { KindContext } from '../kinds/kind.ts'
import { phoneDigits } from '../kinds/phone.ts'

export interface FieldValueProps<K extends FieldKindId = FieldKindId> {
  readonly field: FieldOf<K>
  readonly value: FieldValueOf<K>
  readonly language: Language
  readonly context: KindContext
  /** For references: the record's name, and the path of its page where the reader may open it. */
  readonly target?: { readonly name: string; readonly path?: string | undefined } | undefined
  /** For files: where the reader may fetch it. */
  readonly download?: string | undefined
}

/** A value that is there, as a page shows it. Methods, so that a view of one kind stands for those of all. */
interface View<K extends FieldKindId> {
  show(value: ValueByKind[K], props: FieldValueProps<K>): Child
}

const line = <K extends FieldKindId>(): View<K> => ({
  show: (value, { field, language, context }) => <Words text={showField<K>(field, value, language, context)} />,
})

const list = (items: readonly string[]): Child =>
  items.length === 1 ? (
    <Words text={items[0] ?? ''} />
  ) : (
    <ul class="values">
      {items.map(item => (
        <li>
          <Words text={item} />
        </li>
      ))}
    </ul>
  )

const moment = <K extends 'date' | 'dateTime'>(): View<K> => ({
  show: (value, { field, language, context }) => (
    <time datetime={value}>{showField<K>(field, value, language, context)}</time>
  ),
})

const views: { readonly [K in FieldKindId]: View<K> } = {
  text: line(),
  kana: line(),
  longText: {
    show: value => (
      <span class="long-text">
        {value
          .split('\n')
          .map((part, index) => (index === 0 ? <Words text={part} /> : [<br />, <Words text={part} />]))}
      </span>
    ),
  },
  integer: line(),
  decimal: line(),
  yen: line(),
  date: moment(),
  dateTime: moment(),
  yesNo: line(),
  choice: line(),
  choices: {
    show: (value, { field, language }) => list(value.map(code => say(choiceLabel(field.of, code), language))),
  },
  code: line(),
  phone: { show: value => <a href={`tel:${phoneDigits(value)}`}>{value}</a> },
  email: { show: value => <a href={`mailto:${encodeURIComponent(value).replace('%40', '@')}`}>{value}</a> },
  // Read again as it is shown: a stored value that is no web address (older rules) must not become a link that runs.
  url: {
    show: value =>
      /^https?:\/\//i.test(value) ? (
        <a href={value} rel="noopener noreferrer external">
          {value}
        </a>
      ) : (
        value
      ),
  },
  postcode: line(),
  address: line(),
  point: line(),
  openingHours: { show: (value, { language }) => list(describeHours(value, language)) },
  reference: {
    show: (value, { target, language }) =>
      target?.path === undefined ? (
        <Words text={target?.name ?? value} />
      ) : (
        <a href={href(language, target.path)}>
          <Words text={target.name} />
        </a>
      ),
  },
  file: {
    show: (value, props) => {
      const shown = line<'file'>().show(value, props)
      return props.download === undefined ? shown : <a href={href(props.language, props.download)}>{shown}</a>
    },
  },
  rows: {
    show: (value, { field, language, context }) => {
      const columns = Object.entries(field.fields).filter(([id]) => value.some(row => (row[id] ?? null) !== null))
      return (
        <Table
          language={language}
          caption={field.label}
          captionHidden
          rowHeadings={false}
          columns={columns.map(([, part]) => ({ title: part.label }))}
          rows={value.map(row => ({
            cells: columns.map(([id, part]) =>
              fieldValue({ field: part, value: restoreField(part, row[id]), language, context }),
            ),
          }))}
        />
      )
    },
  },
}

const viewOf = <K extends FieldKindId>(field: { readonly kind: K }): View<K> => views[field.kind]

/** The value as a page shows it; null where there is none, so that lists can say so in their own way. */
export const fieldValue = <K extends FieldKindId>(props: FieldValueProps<K>): Child =>
  props.value === null ? null : viewOf<K>(props.field).show(props.value, props)

export const FieldValue = (props: FieldValueProps & { readonly field: Field }) => <>{fieldValue(props)}</>
