import { type Dated, inForce, type RuleSource } from './source.ts'

/** What a disposition is directed at. */
export type Against = 'permit' | 'facility' | 'operator'

/** Articles on which a disposition may rest, the usual one first. */
interface DispositionBasis {
  readonly kind: string
  readonly against: readonly Against[]
  readonly articles: readonly Dated<readonly string[]>[]
}

const law = '廃棄物処理法'

const seen = (article: string, confirmed: boolean, from?: string): RuleSource => ({
  law: `${law}${article}`,
  seen: from ?? 'dispositions published by Mie, Hiroshima, Yamaguchi and Tokyo',
  confirmed,
})

const always = (articles: readonly string[]): readonly Dated<readonly string[]>[] => [
  { from: null, value: articles.map(article => law + article), source: seen(articles.join('、'), true) },
]

/**
 * Facilities have an order of their own (改善を命じ、又は使用の停止を命ずる). That it was 15条の2の6 before the amendment of
 * 2010, in force on 1 April 2011, is from memory.
 */
const ofFacilities = (more: readonly string[] = []): readonly Dated<readonly string[]>[] => [
  {
    from: null,
    value: ['15条の2の6', ...more].map(article => law + article),
    source: seen('15条の2の6（平成22年改正前）', false, 'from memory'),
  },
  {
    from: '2011-04-01',
    value: ['15条の2の7', ...more].map(article => law + article),
    source: seen('15条の2の7', true),
  },
]

export const dispositionBases: readonly DispositionBasis[] = [
  { kind: 'revocation', against: ['permit'], articles: always(['14条の3の2']) },
  { kind: 'suspension', against: ['permit'], articles: always(['14条の3']) },
  { kind: 'facility-stop', against: ['facility'], articles: ofFacilities() },
  {
    kind: 'facility-revocation',
    against: ['facility'],
    // Of what Japanese law says of it nothing was looked up: the article is from memory.
    articles: [{ from: null, value: [`${law}15条の3`], source: seen('15条の3', false, 'from memory') }],
  },
  { kind: 'improvement', against: ['facility'], articles: ofFacilities(['19条の3']) },
  { kind: 'improvement', against: ['operator', 'permit'], articles: always(['19条の3']) },
  {
    kind: 'measures',
    against: ['operator', 'permit', 'facility'],
    articles: [
      {
        from: null,
        value: [`${law}19条の5`],
        source: seen('19条の5', true, 'what Nagano publishes (its rules on publication name 19条の5 for 措置命令)'),
      },
    ],
  },
  { kind: 'report', against: ['operator', 'permit', 'facility'], articles: always(['18条']) },
  { kind: 'inspection', against: ['operator', 'permit', 'facility'], articles: always(['19条']) },
]

const basisOf = (kind: string, against: Against): DispositionBasis => {
  const found = dispositionBases.find(basis => basis.kind === kind && basis.against.includes(against))
  if (!found) throw new RangeError(`no article for ${kind} against a ${against}`)
  return found
}

/** Articles on which the disposition may rest on a day, the usual one first. @throws RangeError for one that there is not */
export const articlesOn = (kind: string, against: Against, day: string): readonly string[] =>
  inForce(basisOf(kind, against).articles, day).value

/** Every article that the disposition ever rested on, for a form that asks for an earlier day too. */
export const articlesEver = (kind: string, against: Against): readonly string[] => [
  ...new Set(
    basisOf(kind, against)
      .articles.toReversed()
      .flatMap(({ value }) => value),
  ),
]

/** The usual article of a day. */
export const articleOf = (kind: string, against: Against, day: string): string =>
  articlesOn(kind, against, day)[0] ?? ''
