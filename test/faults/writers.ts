import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { individualNumberCheckDigit, residentCodeCheckDigit } from '../../src/base/codes/personal-number.ts'
import type { Json } from '../../src/base/json.ts'
import { personId } from '../../src/platform/access/sample.ts'
import { facilityTypes } from '../../src/systems/waste-operators/rules/facility-types.ts'
import { type People, type Reply, signInAll } from './client.ts'
import type { Deed, Fate, Journal, Step } from './journal.ts'
import type { Seed } from './seed.ts'

type Values = Readonly<Record<string, Json>>

export interface WritersOptions {
  readonly site: string
  readonly journal: Journal
  readonly seed: Seed
  /** How many write at once. */
  readonly count: number
  /** Begins every mark of the run. */
  readonly mark: string
  /** 0 to 8: writers of another series have other numbers where a number must be one only. */
  readonly series?: number
}

/** What the page of a proposal says that it shows: an approval counts for that alone. */
const seenIn = async (page: Response): Promise<string | undefined> =>
  /name="seen" value="([^"]+)"/.exec(await page.text())?.[1]

export interface Writers {
  /** Answers that are neither an acknowledgement nor an honest error. */
  readonly strange: readonly string[]
  /** How often which answer came. */
  readonly answers: ReadonlyMap<string, number>
  acknowledged(): number
  stop(): Promise<void>
}

const address = { municipality: '041017', town: '本町三丁目', rest: '8番1号' }
const npo = (name: string): Values => ({
  name,
  nameKana: 'ミホン',
  type: 'group',
  state: 'active',
  activities: ['8'],
  address,
})

const words = ['災害', '支援', '見本', '"引用"', '<札>', "'点'", '100%', '\\逆', '宮城', '子ども', '𠮷野', 'é']
const text = (seed: Seed): string =>
  Array.from({ length: 1 + seed.whole(40) }, () => seed.pick(words)).join('・') + seed.whole(1_000_000)

const own = <T>(list: T[], seed: Seed): T | undefined => list[seed.whole(Math.max(1, list.length))]

/** A file that says it is a PDF and is otherwise noise; the same for the same numbers. */
const pdf = (seed: Seed): Buffer => {
  const noise = createHash('sha512')
    .update(String(seed.whole(2 ** 31)))
    .digest()
  return Buffer.concat([Buffer.from('%PDF-1.4\n'), ...Array.from({ length: 1 + seed.whole(400) }, () => noise)])
}

interface Mine {
  readonly id: string
  readonly mark: string
  readonly values: Values
  version: number
}

/** One writer's work: each request is noted, sent once, and noted again with what was answered. */
const work = async (
  { journal, seed: all, mark, series = 0 }: WritersOptions,
  people: People,
  writer: number,
  until: AbortSignal,
  told: (deed: Deed, reply: Reply) => void,
): Promise<void> => {
  const seed = all.fork(`writer ${writer}`)
  const from = `10.9.0.${writer + 1}`
  const officer = people.officer.from(from)
  const chief = people.chief.from(from)
  const municipal = people.municipal.from(from)
  const administrator = people.administrator.from(from)
  const mine: Mine[] = []
  const waiting: { readonly proposal: string; readonly step: Step }[] = []
  let operator = ''
  let turn = 0
  const numberOf = (digits: number): string =>
    `9${series}${String(writer).padStart(2, '0')}${String(turn).padStart(digits - 4, '0')}`

  const perform = async (how: Deed['how'], steps: readonly Step[], send: () => Promise<Reply>): Promise<Reply> => {
    const deed: Deed = { key: `${series}/${writer}/${turn}/${how}`, how, steps }
    journal.send(deed)
    const reply = await send()
    journal.end(deed.key, reply.fate, reply.why)
    told(deed, reply)
    return reply
  }
  const create = (register: string, name: string, values: Values): Step => ({
    register,
    mark: name,
    operation: 'create',
    version: 1,
    values,
  })
  const idIn = (reply: Reply): string => String(JSON.parse(reply.text).id)

  const add = async (name: string): Promise<Fate> => {
    const values = { ...npo(name), purpose: text(seed), note: text(seed) }
    const reply = await perform('create', [create('npo', name, values)], () =>
      officer.json('POST', '/api/v1/npo', values),
    )
    if (reply.fate === 'acknowledged') mine.push({ id: idIn(reply), mark: name, values, version: 1 })
    return reply.fate
  }
  /** Who does not know how the last change ended leaves the record alone. */
  const forget = (record: Mine): void => void mine.splice(mine.indexOf(record), 1)
  const change = async (): Promise<Fate> => {
    const record = own(mine, seed)
    if (!record) return 'acknowledged'
    const values = { purpose: text(seed) }
    const { id, version } = record
    const step: Step = { ...create('npo', record.mark, values), operation: 'change', version: version + 1 }
    const reply = await perform('change', [step], () =>
      officer.json('PATCH', `/api/v1/npo/${id}`, values, { 'if-match': `"${version}"` }),
    )
    if (reply.fate === 'acknowledged') record.version += 1
    if (reply.fate === 'unknown') forget(record)
    return reply.fate
  }
  const remove = async (): Promise<Fate> => {
    const record = own(mine, seed)
    if (!record) return 'acknowledged'
    const { id, version } = record
    const step: Step = { ...create('npo', record.mark, {}), operation: 'remove', version: version + 1 }
    const reply = await perform('remove', [step], () =>
      officer.json('DELETE', `/api/v1/npo/${id}`, undefined, { 'if-match': `"${version}"` }),
    )
    if (reply.fate !== 'refused') forget(record)
    return reply.fate
  }
  const special = async (): Promise<Fate> => {
    const body = numberOf(11)
    const code = numberOf(10)
    const values = {
      addressee: numberOf(12),
      name: `見本　${Array.from(text(seed)).slice(0, 20).join('')}`,
      bornOn: '1970-01-02',
      state: 'present',
      address,
      individualNumber: body + individualNumberCheckDigit(body),
      residentCode: code + residentCodeCheckDigit(code),
    }
    const steps = [create('resident', values.addressee, values)]
    return (await perform('special', steps, () => municipal.json('POST', '/api/v1/resident', values))).fate
  }
  const upload = async (name: string): Promise<Fate> => {
    const bytes = pdf(seed)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    const minutes = text(seed)
    const step = create('joint_meeting', name, { title: name, minutes, 'document.sha256': sha256 })
    const document = new File([new Uint8Array(bytes)], '会議録.pdf', { type: 'application/pdf' })
    return (
      await perform('upload', [step], () =>
        officer.form('/registers/joint_meeting/new', { title: name, heldOn: '2026-11-23', minutes, document }),
      )
    ).fate
  }
  const needOperator = async (): Promise<boolean> => {
    if (operator !== '') return true
    const operatorNumber = String((series + 1) * 100_000 + writer * 1000 + (turn % 1000))
    const name = `${mark}-${writer}-${turn}-o`
    const reply = await perform('create', [create('waste_operator', name, { name, operatorNumber })], () =>
      officer.json('POST', '/api/v1/waste_operator', { name, operatorNumber, address }),
    )
    if (reply.fate === 'acknowledged') operator = idIn(reply)
    return operator !== ''
  }
  const propose = async (name: string): Promise<Fate> => {
    if (!(await needOperator())) return 'refused'
    const values = {
      name,
      operator,
      type: facilityTypes[0]?.code ?? '',
      office: 'headquarters',
      permittedOn: '2026-04-01',
      note: text(seed),
    }
    const reply = await perform('propose', [create('proposal', name, { state: 'pending' })], () =>
      officer.json('POST', '/api/v1/waste_facility', { ...values, address }),
    )
    if (reply.fate === 'acknowledged')
      waiting.push({ proposal: String(JSON.parse(reply.text).proposal), step: create('waste_facility', name, values) })
    return reply.fate
  }
  const approve = async (): Promise<Fate> => {
    const one = waiting.shift()
    if (!one) return 'acknowledged'
    const decided: Step = {
      ...create('proposal', one.step.mark, { state: 'approved' }),
      operation: 'change',
      version: 2,
    }
    const path = `/proposals/${one.proposal}`
    const seen = await chief.get(path).then(seenIn, () => undefined)
    if (seen === undefined) {
      waiting.push(one)
      return 'refused'
    }
    const reply = await perform('approve', [one.step, decided], () =>
      chief.form(`${path}/approve`, { comment: '', seen }),
    )
    if (reply.fate === 'refused') waiting.push(one)
    return reply.fate
  }
  /** Somebody's address is changed: a job tells the new one by mail. The address is the mark. */
  const letter = async (name: string): Promise<Fate> => {
    const email = `${name}@example.jp`.toLowerCase()
    const path = `/people/${personId('auditor')}/edit`
    const page = await administrator.get(path).then(
      async answer => ({ mark: /name="mark" value="([^"]+)"/.exec(await answer.text())?.[1] }),
      () => ({ mark: undefined }),
    )
    if (page.mark === undefined) return 'refused'
    const values = { name: '見本 一郎', kana: 'ミホン イチロウ', email, reason: '訓練', mark: page.mark }
    const steps = [create('letter', email, {})]
    return (await perform('letter', steps, () => administrator.form(path, values))).fate
  }
  const bring = async (name: string): Promise<Fate> => {
    const rows = Array.from(
      { length: 5 + seed.whole(40) },
      (_, row): Values => ({
        ...npo(`${name}-${row}`),
        purpose: text(seed),
      }),
    )
    const lines = rows.map(row => JSON.stringify(row)).join('\n')
    const kept = await officer.form('/registers/npo/import', { file: new File([lines], `${name}.jsonl`), way: '' })
    const ticket = /name="ticket" value="([^"]+)"/.exec(kept.text)?.[1]
    if (ticket === undefined) return kept.fate === 'acknowledged' ? 'unknown' : kept.fate
    const steps = rows.map(row => create('npo', String(row['name']), row))
    const reply = await perform('import', steps, async () => {
      const answer = await officer.form('/registers/npo/import/confirm', { ticket, way: '', reason: '訓練' })
      // The page that says so is the acknowledgement; the same status shows a report of what keeps the file out.
      return answer.fate === 'acknowledged' && !answer.text.includes('取り込みました')
        ? { ...answer, fate: 'refused', why: 'not imported' }
        : answer
    })
    return reply.fate
  }

  const kinds = ['add', 'add', 'add', 'change', 'change', 'change', 'special', 'upload', 'propose', 'approve'] as const
  for (; !until.aborted; turn += 1) {
    const name = `${mark}-${writer}-${turn}`
    // One writer alone, since two who open the same person at once exclude each other.
    const kind =
      writer === 0 && seed.chance(10)
        ? 'letter'
        : seed.chance(25)
          ? 'import'
          : seed.chance(30)
            ? 'remove'
            : seed.pick(kinds)
    const fate = await {
      add: () => add(name),
      change,
      remove,
      special,
      upload: () => upload(name),
      propose: () => propose(name),
      approve,
      import: () => bring(name),
      letter: () => letter(name),
    }[kind]()
    // As a person does who reads "please try again a little later".
    if (fate !== 'acknowledged') await sleep(100 + seed.whole(200))
  }
}

/** An organisation may only import so often at once; the page says so, and that nothing is taken in. */
const isFull = ({ text }: Reply): boolean => text.includes('同時にできる取込の上限')

/** A change of which nobody knew was done after all, between the look at the page and the next change. */
const isOvertaken = ({ text }: Reply): boolean => text.includes('ほかの人がこの利用者を変更しました')

const isHonest = (reply: Reply): boolean =>
  ([200, 201, 202, 303, 503].includes(reply.status) && reply.why !== 'not imported') ||
  (reply.status === 0 && reply.why !== 'TimeoutError') ||
  (reply.fate === 'refused' && (isFull(reply) || isOvertaken(reply)))

/** When it returns they have signed in and begin. */
export const startWriters = async (options: WritersOptions): Promise<Writers> => {
  const over = new AbortController()
  const people = await signInAll(options.site, AbortSignal.timeout(60_000))
  const strange: string[] = []
  const answers = new Map<string, number>()
  let acknowledged = 0
  const told = (deed: Deed, reply: Reply): void => {
    const key = `${deed.how} ${reply.fate === 'acknowledged' ? 'acknowledged' : reply.why}`
    answers.set(key, (answers.get(key) ?? 0) + 1)
    if (reply.fate === 'acknowledged') acknowledged += 1
    if (!isHonest(reply))
      strange.push(`${deed.key}: ${reply.why} ${reply.text.replace(/<[^>]*>|\s+/g, ' ').slice(0, 600)}`)
  }
  const running = Array.from({ length: options.count }, (_, writer) =>
    work(options, people, writer, over.signal, told).catch(error => {
      if (!over.signal.aborted) strange.push(`writer ${writer} ended: ${error}`)
    }),
  )
  return {
    strange,
    answers,
    acknowledged: () => acknowledged,
    stop: async () => {
      over.abort()
      await Promise.all(running)
    },
  }
}
