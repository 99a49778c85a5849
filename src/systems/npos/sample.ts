import { corporateNumberCheckDigit } from '../../base/codes/corporate-number.ts'
import { createRandom } from '../../base/random.ts'
import type { NamePart, RegionSample } from '../../platform/region.ts'
import type { RecordValues } from '../../platform/registers/field.ts'
import { loadSample } from '../../platform/registers/sample.ts'
import type { Services } from '../../platform/services.ts'
import { activities, wanted } from './choices.ts'
import type { npo } from './registers.ts'

const count = 850

/** What the invented body does, with the numbers of the fields of work that go with it. */
const works: readonly (readonly [NamePart, readonly string[], string])[] = [
  [['子育てネット', 'コソダテネット'], ['13', '1'], '子育て中の親と子の居場所をつくります。'],
  [['こども食堂', 'コドモショクドウ'], ['13', '3'], '地域の子どもに温かい食事と居場所を届けます。'],
  [['福祉の会', 'フクシノカイ'], ['1'], '高齢の方と障害のある方の暮らしを手伝います。'],
  [['まちづくり協議会', 'マチヅクリキョウギカイ'], ['3', '9'], '商店街と町内会をつなぎ、にぎわいをつくります。'],
  [['森と川の会', 'モリトカワノカイ'], ['7', '2'], '里山と川の手入れと、環境の学習会を行います。'],
  [['防災ネットワーク', 'ボウサイネットワーク'], ['8', '9'], '津波の経験を伝え、避難訓練を手伝います。'],
  [['文化クラブ', 'ブンカクラブ'], ['6', '2'], '民話と踊りを次の世代に伝えます。'],
  [['スポーツクラブ', 'スポーツクラブ'], ['6', '13'], 'だれでも参加できる運動の教室を開きます。'],
  [['国際交流協会', 'コクサイコウリュウキョウカイ'], ['11', '10'], '外国から来た住民の相談と日本語教室を行います。'],
  [['農園', 'ノウエン'], ['5', '17'], '農業を通じて働く場をつくります。'],
  [['観光ガイドの会', 'カンコウガイドノカイ'], ['4', '3'], '地元の案内人がまちを案内します。'],
  [['パソコンの会', 'パソコンノカイ'], ['14', '2'], 'はじめての方にパソコンとスマートフォンを教えます。'],
]

const forms = ['NPO法人～', '特定非営利活動法人～', '～']

/** Invented organisations; the same at each call. */
export const sampleNpos = (make: RegionSample): readonly Partial<RecordValues<(typeof npo)['fields']>>[] =>
  make
    .names(
      'npos',
      count,
      works.map(([part]) => part),
      forms,
    )
    .map(({ name, kana }, index) => {
      const random = createRandom(`npo ${index}`)
      const [, fields, purpose] = works.find(([[text]]) => name.endsWith(text)) ?? [null, ['19'], '']
      const incorporated = name.includes('法人')
      // Ordinal 00 + 15 is given to no body of this kind, so that the number is nobody's.
      const body = `000015${String(900_000 + index)}`
      const chosen = wanted.filter(() => random.chance(0.35)).map(choice => choice.code)
      return {
        name,
        nameKana: kana,
        type: incorporated ? (random.chance(0.06) ? 'certified' : 'npo') : 'group',
        state: random.chance(0.93) ? 'active' : random.chance(0.5) ? 'resting' : 'dissolved',
        corporateNumber: incorporated ? corporateNumberCheckDigit(body) + body : null,
        certifiedOn: incorporated
          ? `${random.integer(1999, 2025)}-0${random.integer(1, 9)}-${String(random.integer(10, 28))}`
          : null,
        representative: make.person(random).name,
        purpose: `（見本）${purpose}`,
        activities: [...new Set([...fields, ...(random.chance(0.3) ? [random.pick(activities).code] : [])])].sort(
          (one, other) => Number(one) - Number(other),
        ),
        wanted: chosen.length ? chosen : null,
        postcode: `98${random.integer(0, 9)}9${String(random.integer(0, 999)).padStart(3, '0')}`,
        ...make.place(random, make.municipality(random)),
        phone: make.phone(index + 6000),
        fax: random.chance(0.5) ? make.phone(index + 8000) : null,
        email: random.chance(0.6) ? make.email(index) : null,
        website: random.chance(0.5) ? make.website(index) : null,
        contact: make.person(random).name,
      }
    })

export const loadNpos = (services: Services, progress: (done: number, total: number) => void): Promise<void> =>
  loadSample(services, 'npo', sampleNpos(services.region.sample), progress)
