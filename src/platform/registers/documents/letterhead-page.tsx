import type { Bilingual } from '../../../base/bilingual.ts'
import { formatDay } from '../../../base/calendar/wareki.ts'
import { dayInJapan } from '../../../base/clock.ts'
import { showMoment } from '../../../base/moment.ts'
import { InputError, type Problem } from '../../../base/problem.ts'
import { Button, Buttons } from '../../../ui/button.tsx'
import { DefinitionList } from '../../../ui/definition-list.tsx'
import { Empty } from '../../../ui/empty.tsx'
import { ErrorSummary } from '../../../ui/error-summary.tsx'
import { SelectField, TextField } from '../../../ui/field.tsx'
import { Form } from '../../../ui/form.tsx'
import { PageHeading, Section } from '../../../ui/page.tsx'
import { Table } from '../../../ui/table.tsx'
import type { Database } from '../../database/connection.ts'
import type { Outcome } from '../../routing/outcome.ts'
import type { MenuEntry, Route, RouteRequest } from '../../routing/route.ts'
import { letterheadEntered } from '../events.ts'
import {
  departmentsOf,
  enterLetterhead,
  isSeal,
  type LetterheadInput,
  letterheadOn,
  letterheadsOf,
  type letterheadTexts,
  permissionForLetterheads,
  type Seal,
} from './letterhead.ts'

const path = '/letterhead'
const title: Bilingual = { ja: '文書の差出人', en: 'Letterhead' }

const seals: Readonly<Record<Seal, Bilingual>> = {
  omitted: { ja: '「（公印省略）」と印刷する', en: 'Print that the seal is omitted' },
  place: { ja: '公印を押す枠を空ける', en: 'Leave room for the seal' },
  none: { ja: '何も印刷しない', en: 'Print neither' },
}

interface Box {
  readonly label: Bilingual
  readonly help?: Bilingual
}

const boxes: Readonly<Record<keyof typeof letterheadTexts, Box>> = {
  organisation: { label: { ja: '団体名', en: 'Organisation' } },
  headTitle: {
    label: { ja: '代表者の職名', en: 'Title of its head' },
    help: { ja: '文書に書くとおりに。例 見本県知事、見本市長', en: 'As letters write it, such as 見本県知事.' },
  },
  headName: {
    label: { ja: '代表者の氏名', en: 'Name of its head' },
    help: { ja: '職名だけで出すときは空けてください。', en: 'Leave empty where letters carry the title alone.' },
  },
  office: { label: { ja: '担当部署', en: 'Office in charge' } },
  address: { label: { ja: '所在地', en: 'Address' } },
  phone: { label: { ja: '電話番号', en: 'Telephone' } },
}

const order = ['organisation', 'headTitle', 'headName', 'office', 'address', 'phone'] as const

type Typed = Readonly<Record<string, string>>

const page = async (
  database: Database,
  request: RouteRequest,
  typed: Typed | null = null,
  problems: readonly Problem[] = [],
): Promise<Outcome> => {
  const { language } = request
  const ja = language === 'ja'
  const act = request.act()
  const today = dayInJapan(act.clock.now())
  const [all, now, departments] = await Promise.all([
    letterheadsOf(database, act),
    letterheadOn(database, act, today),
    departmentsOf(database, act, today),
  ])
  const current = all.find(one => one.validFrom <= today && one.department === undefined)
  const inForce = new Map<string, string>()
  for (const one of all)
    if (one.validFrom <= today && !inForce.has(one.department ?? '')) inForce.set(one.department ?? '', one.id)
  const values: Typed = typed ?? {
    organisation: now.organisation,
    ...(current ? Object.fromEntries(order.map(name => [name, current[name]])) : {}),
    validFrom: today,
    seal: now.seal,
  }
  const common = { language, problems }
  return {
    kind: 'page',
    status: problems.length ? 422 : 200,
    title,
    body: (
      <>
        <ErrorSummary language={language} problems={problems} />
        <PageHeading
          title={title[language]}
          lead={
            ja
              ? '許可証や通知書に印刷する差出人です。発行する日に有効なものが印刷され、発行済みの文書は変わりません。'
              : 'Who issues certificates and notices. A document carries the one in force on its day; issued ones never change.'
          }
        />
        <Section title={ja ? '今日の差出人（団体全体）' : 'Today, for the whole body'}>
          <DefinitionList
            language={language}
            items={[
              { term: { ja: '名義', en: 'Issuer' }, value: now.issuer },
              { term: { ja: '団体名', en: 'Organisation' }, value: now.organisation },
              { term: { ja: '問合せ先', en: 'Contact' }, value: now.contact.join('、') || '－' },
              { term: { ja: '公印', en: 'Seal' }, value: seals[now.seal][language] },
            ]}
          />
        </Section>
        <Section title={ja ? '差出人の登録' : 'Enter a letterhead'} id="enter">
          <Form language={language} path={path} csrf={request.csrf}>
            <TextField
              {...common}
              name="validFrom"
              type="date"
              width="short"
              required
              label={{ ja: '適用開始日', en: 'From' }}
              help={{
                ja: 'この日から発行する文書に印刷します。先の日付も入力できます。',
                en: 'The first day on which documents carry it; may lie ahead.',
              }}
              value={values['validFrom']}
            />
            {departments.length ? (
              <SelectField
                {...common}
                name="department"
                label={{ ja: '部署', en: 'Department' }}
                help={{
                  ja: '保健所などが自らの名義で発行するときだけ選んでください。その部署の記録の文書に印刷します。登録のない部署の文書は、上位の組織の差出人で発行します。',
                  en: 'Only where a department issues in its own name: for documents of its records. Without an entry they carry that of the body above it.',
                }}
                empty={{ ja: '団体全体', en: 'The whole body' }}
                choices={departments.map(({ id, name }) => ({ value: id, label: name[language] }))}
                value={values['department']}
              />
            ) : null}
            {order.map(name => (
              <TextField
                {...common}
                name={name}
                required={name === 'organisation'}
                label={boxes[name].label}
                help={boxes[name].help}
                value={values[name]}
                {...(name === 'phone' ? { inputmode: 'tel' as const, width: 'medium' as const } : {})}
              />
            ))}
            <SelectField
              {...common}
              name="seal"
              required
              label={{ ja: '公印', en: 'Seal' }}
              choices={Object.entries(seals).map(([value, label]) => ({ value, label: label[language] }))}
              value={values['seal']}
            />
            <Buttons>
              <Button>{ja ? '登録する' : 'Enter'}</Button>
            </Buttons>
          </Form>
        </Section>
        <Section title={ja ? 'これまでに登録した差出人' : 'Entered so far'}>
          {all.length === 0 ? (
            <Empty
              title={ja ? 'まだ登録していません。団体名だけが印刷されます。' : 'None: the name alone is printed.'}
            />
          ) : (
            <Table
              language={language}
              caption={{ ja: 'これまでに登録した差出人', en: 'Entered so far' }}
              captionHidden
              columns={[
                { title: { ja: '適用開始日', en: 'From' } },
                { title: { ja: '部署', en: 'Department' } },
                { title: { ja: '名義', en: 'Issuer' } },
                { title: { ja: '担当部署・所在地・電話', en: 'Office, address, telephone' } },
                { title: { ja: '公印', en: 'Seal' } },
                { title: { ja: '登録', en: 'Entered' } },
              ]}
              rows={all.map(one => ({
                cells: [
                  formatDay(one.validFrom, language),
                  one.departmentName?.[language] ?? (ja ? '団体全体' : 'The whole body'),
                  [one.headTitle, one.headName].filter(Boolean).join('　') || one.organisation,
                  [one.office, one.address, one.phone].filter(Boolean).join('、'),
                  seals[one.seal][language],
                  `${showMoment(one.enteredAt, language)} ${one.enteredBy}`,
                ],
                tone: inForce.get(one.department ?? '') === one.id ? undefined : 'muted',
              }))}
            />
          )}
        </Section>
      </>
    ),
  }
}

const submit = async (database: Database, request: RouteRequest): Promise<Outcome> => {
  const { values } = await request.form()
  const text = (name: string): string => (values[name]?.[0] ?? '').trim()
  const typed: Typed = Object.fromEntries(['validFrom', 'seal', 'department', ...order].map(name => [name, text(name)]))
  const seal = text('seal')
  const department = text('department')
  const input: LetterheadInput = {
    ...(department ? { department } : {}),
    validFrom: text('validFrom'),
    organisation: text('organisation'),
    office: text('office'),
    headTitle: text('headTitle'),
    headName: text('headName'),
    address: text('address'),
    phone: text('phone'),
    seal: isSeal(seal) ? seal : 'omitted',
  }
  if (!isSeal(seal))
    return page(database, request, typed, [
      { field: 'seal', message: { ja: '公印の扱いを選んでください。', en: 'Choose one.' } },
    ])
  try {
    await enterLetterhead(database, request.act(), input)
  } catch (error) {
    if (error instanceof InputError) return page(database, request, typed, error.problems)
    throw error
  }
  return { kind: 'redirect', to: path, notice: { ja: '差出人を登録しました。', en: 'The letterhead was entered.' } }
}

/** For administrators: the letterhead of the organisation for which they act. */
export const letterheadRoutes = (database: Database): readonly Route[] => {
  const managed = { path, zone: 'staff', access: { permission: permissionForLetterheads } } as const
  return [
    { ...managed, method: 'GET', ledger: [], handle: request => page(database, request) },
    { ...managed, method: 'POST', ledger: [letterheadEntered], handle: request => submit(database, request) },
  ]
}

export const letterheadMenu: readonly MenuEntry[] = [
  {
    zone: 'staff',
    title,
    path,
    permission: permissionForLetterheads,
    order: 915,
    management: 'bodies',
    text: {
      ja: '許可証や通知に印字する差出人と連絡先です。',
      en: 'The sender and contact printed on letters and certificates.',
    },
  },
]
