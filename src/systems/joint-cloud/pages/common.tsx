import type { Bilingual, Language } from '../../../base/bilingual.ts'
import { nameOfFiscalYear } from '../../../base/calendar/fiscal.ts'
import { Notice } from '../../../ui/notice.tsx'
import { StatusTag } from '../../../ui/tag.tsx'
import { type JointCloudConfiguration, municipalityName } from '../configuration.ts'
import type { SplitProblem } from '../rules/split.ts'

export const SampleTag = ({ sample, language }: { readonly sample: boolean; readonly language: Language }) =>
  sample ? (
    <>
      {' '}
      <StatusTag tone="sample">{language === 'ja' ? '見本' : 'Sample'}</StatusTag>
    </>
  ) : null

/** Where the figures of people come from, and that nobody compared them while nobody did. */
export const PopulationNotice = ({
  configuration: { population },
  language,
}: {
  readonly configuration: JointCloudConfiguration
  readonly language: Language
}) =>
  population.confirmed ? (
    <p class="muted">
      {language === 'ja' ? `人口の出典：${population.source.ja}` : `Population: ${population.source.en}`}
    </p>
  ) : (
    <Notice tone="warning">
      {language === 'ja'
        ? `人口は${population.source.ja}の値として設定されていますが、公表された表との照合が済んでいません。実際の負担額を決める前に、「団体ごとの設定」で確かめた値を登録してください。`
        : `Population: ${population.source.en}, not yet compared with the published tables. Before shares are decided, enter confirmed figures under “Settings of organisations”.`}
    </Notice>
  )

export const fiscalYearTitle = (year: number): Bilingual => ({
  ja: nameOfFiscalYear(year, 'ja'),
  en: nameOfFiscalYear(year, 'en'),
})

/** Why costs cannot be split yet, for people. */
export const splitProblemText = (configuration: JointCloudConfiguration, problem: SplitProblem): Bilingual => {
  const names = (codes: readonly string[]) => {
    const all = codes.map(code => municipalityName(configuration, code))
    return { ja: all.map(one => one.ja).join('、'), en: all.map(one => one.en).join(', ') }
  }
  switch (problem.kind) {
    case 'weights':
      return {
        ja: `均等割・人口割・利用割の合計が${problem.sum}％です。100％にしてください。`,
        en: `The three parts make ${problem.sum} %; they must make 100 %.`,
      }
    case 'no-members':
      return { ja: 'この年度に参加している市町村がありません。', en: 'No municipality takes part in this year.' }
    case 'no-population': {
      const { ja, en } = names(problem.members)
      return { ja: `人口がわかりません：${ja}`, en: `Population unknown: ${en}` }
    }
    case 'no-use': {
      const { ja, en } = names(problem.members)
      return { ja: `この年度の利用量が登録されていません：${ja}`, en: `No use entered for this year: ${en}` }
    }
  }
}
