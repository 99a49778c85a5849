import type { Language } from '../../../base/bilingual.ts'
import { Words } from '../../../ui/words.tsx'
import type { FieldKindId, PointValue } from '../field.ts'
import { showField } from '../kinds/index.ts'
import type { KindContext } from '../kinds/kind.ts'
import { phoneDigits } from '../kinds/phone.ts'
import type { RecordRow } from '../record.ts'
import type { Register, RegisterField } from '../register.ts'
import { isHours, OpenNow } from './open-now.tsx'

interface FirstLinesProps {
  readonly register: Register
  readonly row: RecordRow
  readonly language: Language
  readonly context: KindContext
  readonly now: Date
}

/** The map of the Geospatial Information Authority (地理院地図): a link that the reader may follow, nothing is fetched. */
export const mapLink = ({ latitude, longitude }: PointValue): string =>
  `https://maps.gsi.go.jp/#17/${latitude}/${longitude}/`

const isPoint = (value: unknown): value is PointValue =>
  typeof value === 'object' && value !== null && 'latitude' in value

/**
 * What somebody with a phone in the hand came for: open or not, the number to call, where it is. Made of the first public
 * field of each kind that has a value; nothing where a register knows neither hours nor a phone nor a place.
 */
export const FirstLines = ({ register, row, language, context, now }: FirstLinesProps) => {
  const first = (kind: FieldKindId): RegisterField | undefined =>
    register.publicFields.find(
      ({ id, field }) => field.kind === kind && !field.retired && (row.values[id] ?? null) !== null,
    )
  const filled = (field: RegisterField | undefined) => (field ? (row.values[field.id] ?? null) : null)
  const hours = filled(first('openingHours'))
  const phone = filled(first('phone'))
  const point = filled(first('point'))
  const addressField = first('address')
  if (!isHours(hours) && typeof phone !== 'string' && !isPoint(point)) return null
  const ja = language === 'ja'
  return (
    <div class="first-lines">
      {isHours(hours) ? (
        <p>
          <OpenNow hours={hours} now={now} language={language} context={context} />
        </p>
      ) : null}
      {addressField ? (
        <p>
          <Words text={showField(addressField.field, filled(addressField), language, context)} />
        </p>
      ) : null}
      <div class="buttons">
        {typeof phone === 'string' ? (
          <a class="button button-primary" href={`tel:${phoneDigits(phone)}`}>
            {ja ? `電話する ${phone}` : `Call ${phone}`}
          </a>
        ) : null}
        {isPoint(point) ? (
          <a class="button button-secondary" href={mapLink(point)} rel="noopener noreferrer external">
            {ja ? '地図で見る（国土地理院）' : 'Map (GSI Japan)'}
          </a>
        ) : null}
      </div>
    </div>
  )
}
