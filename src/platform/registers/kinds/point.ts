import { bad, good, type Repair, type Result } from '../../../base/problem.ts'
import { foldWidth } from '../../../base/text/fold.ts'
import type { PointValue } from '../field.ts'
import { isObject, numberCell } from './cells.ts'
import type { FieldKind, PartSpec } from './kind.ts'
import { noSearch } from './scalar.ts'
import { repair, tidy } from './typing.ts'

export const pointParts = [
  { suffix: '.latitude', label: { ja: '緯度', en: 'Latitude' } },
  { suffix: '.longitude', label: { ja: '経度', en: 'Longitude' } },
] as const satisfies readonly PartSpec[]

/** Japan's outermost islands (沖ノ鳥島 20.4, 択捉島 45.6, 与那国島 122.9, 南鳥島 154.0) and a little sea. */
const japan = { south: 20, north: 46, west: 122, east: 154.5 } as const

const isLatitude = (degrees: number) => degrees >= japan.south && degrees <= japan.north
const isLongitude = (degrees: number) => degrees >= japan.west && degrees <= japan.east

const expected = {
  ja: '緯度と経度を、度の小数か度分秒で入力してください（例 35.6812 と 139.7671）。',
  en: 'Enter latitude and longitude in degrees, for example 35.6812 and 139.7671.',
}
const notInJapan = {
  ja: '日本の範囲（緯度20〜46度、経度122〜154.5度）の位置を入力してください。',
  en: 'Enter a position in Japan (latitude 20 to 46, longitude 122 to 154.5).',
}
const nowhere = {
  ja: '緯度0・経度0は位置が不明なときの値です。分からないときは空にしてください。',
  en: 'Latitude 0, longitude 0 means that the position is not known. Leave it empty then.',
}

/** A millionth of a degree is 11 cm. */
const rounded = (degrees: number): number => Math.round(degrees * 1e7) / 1e7

/** Degrees from `35.6812`, `35°40'52"`, `35度40分52秒`, with N or 北緯 before or after; undefined when it is none. */
const degreesOf = (text: string): number | undefined => {
  const bare = text
    .replace(/^(?:北緯|東経|[NE])\s*[:：]?\s*/i, '')
    .replace(/\s*[NE]$/i, '')
    .replace(/\s+/g, '')
  if (/^-?\d{1,3}(?:\.\d{1,20})?度?°?$/.test(bare)) return rounded(Number(bare.replace(/[度°]$/, '')))
  const [, degrees, minutes, seconds] =
    /^(\d{1,3})[°度º](\d{1,2}(?:\.\d+)?)(?:['′’分]|$)(?:(\d{1,2}(?:\.\d+)?)(?:["″”秒]|''|′′|’’)?)?$/.exec(bare) ?? []
  if (degrees === undefined || Number(minutes) >= 60 || Number(seconds ?? 0) >= 60) return undefined
  return rounded(Number(degrees) + Number(minutes) / 60 + Number(seconds ?? 0) / 3600)
}

const checked = (first: number, second: number): Result<PointValue> => {
  if (first === 0 && second === 0) return bad(nowhere)
  if (isLatitude(first) && isLongitude(second)) return good({ latitude: first, longitude: second })
  return bad(notInJapan)
}

/** One cell may hold both; folding also makes one kind of comma and of digits. */
const pair = (texts: readonly string[]): readonly [string, string] => {
  const [first, second] = [foldWidth(tidy(texts[0] ?? '')), foldWidth(tidy(texts[1] ?? ''))]
  if (first === '' || second !== '') return [first, second]
  const [, left, right] = /^\(?\s*([^,、]+?)\s*[,、]\s*([^,、]+?)\s*\)?$/.exec(first) ?? []
  const [, before, after] = /^(\S+)\s+(\S+)$/.exec(first) ?? []
  return [left ?? before ?? first, right ?? after ?? '']
}

export const point: FieldKind<'point'> = {
  kind: 'point',
  columns: () => [
    { suffix: '_latitude', type: 'double precision' },
    { suffix: '_longitude', type: 'double precision' },
  ],
  store: value => (value === null ? [null, null] : [value.latitude, value.longitude]),
  load: cells => {
    const latitude = numberCell(cells[0])
    const longitude = numberCell(cells[1])
    return latitude === null || longitude === null ? null : { latitude, longitude }
  },
  parts: () => pointParts,
  read: texts => {
    const [first, second] = pair(texts)
    if (first === '' && second === '') return good(null)
    const [a, b] = [degreesOf(first), degreesOf(second)]
    const problems = [
      ...(a === undefined ? [{ field: 'latitude', message: expected }] : []),
      ...(b === undefined ? [{ field: 'longitude', message: expected }] : []),
    ]
    if (a === undefined || b === undefined) return { ok: false, problems }
    if (!isLongitude(a) || !isLatitude(b)) return checked(a, b)
    const swapped: Repair = repair(`${first}, ${second}`, `${b}, ${a}`, {
      ja: '緯度と経度が逆だったので入れ替えました。',
      en: 'Latitude and longitude stood the wrong way round and were exchanged.',
    })
    return good({ latitude: b, longitude: a }, [swapped])
  },
  write: value => (value === null ? ['', ''] : [String(value.latitude), String(value.longitude)]),
  toJson: value => ({ latitude: value.latitude, longitude: value.longitude }),
  fromJson: json => {
    if (json === null || json === undefined) return good(null)
    const shape = bad({
      ja: '{"latitude": 数, "longitude": 数} の形で送ってください。',
      en: 'Send {"latitude": number, "longitude": number}.',
    })
    if (!isObject(json) || Object.keys(json).length !== 2) return shape
    const { latitude, longitude } = json
    if (typeof latitude !== 'number' || typeof longitude !== 'number') return shape
    return checked(rounded(latitude), rounded(longitude))
  },
  schema: () => ({
    type: 'object',
    properties: {
      latitude: { type: 'number', minimum: japan.south, maximum: japan.north },
      longitude: { type: 'number', minimum: japan.west, maximum: japan.east },
    },
    required: ['latitude', 'longitude'],
    additionalProperties: false,
  }),
  show: (value, _field, language) =>
    language === 'ja'
      ? `北緯${value.latitude}度、東経${value.longitude}度`
      : `${value.latitude}° N, ${value.longitude}° E`,
  searchTexts: noSearch,
  filters: ['filled'],
  sortable: false,
}
