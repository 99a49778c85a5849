/** The product's languages. Japanese comes first; English stands beside it. */
export type Language = 'ja' | 'en'

export const languages: readonly Language[] = ['ja', 'en']

/** A text of the product in both languages. */
export interface Bilingual {
  readonly ja: string
  readonly en: string
}

export const say = (text: Bilingual, language: Language): string => text[language]

/** Fills `{name}` marks in both languages; a value may itself be bilingual. */
export const fill = (text: Bilingual, values: Readonly<Record<string, string | number | Bilingual>>): Bilingual => {
  const put = (language: Language) =>
    text[language].replace(/\{(\w+)\}/g, (mark, key: string) => {
      const value = values[key]
      if (value === undefined) return mark
      return typeof value === 'object' ? value[language] : String(value)
    })
  return { ja: put('ja'), en: put('en') }
}
