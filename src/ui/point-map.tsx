import { type Bilingual, type Language, say } from '../base/bilingual.ts'

interface PointMapProps {
  readonly language: Language
  readonly label: Bilingual
  /**
   * Address of a GeoJSON FeatureCollection of points whose properties are `title`, `href` and `note`, in the page's
   * language.
   */
  readonly points: string
  /** Where the map stands when there is no point. */
  readonly centre?: { readonly latitude: number; readonly longitude: number } | undefined
}

/** A map of the points that a list beside it names; its page asks for the script `map`. Without script it says so. */
export const PointMap = ({ language, label, points, centre }: PointMapProps) => (
  <section
    class="map"
    aria-label={say(label, language)}
    data-points={points}
    data-latitude={centre?.latitude}
    data-longitude={centre?.longitude}
  >
    <p class="map-placeholder">
      {language === 'ja'
        ? '地図を表示するにはJavaScriptが必要です。同じ内容を一覧でご覧いただけます。'
        : 'The map needs JavaScript. The list shows the same places.'}
    </p>
  </section>
)
