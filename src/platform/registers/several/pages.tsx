import type { Bilingual } from '../../../base/bilingual.ts'
import { dayInJapan } from '../../../base/clock.ts'
import { ConflictError, InputError, type Problem } from '../../../base/problem.ts'
import { isId } from '../../../base/uuid.ts'
import { Button, Buttons, LinkButton } from '../../../ui/button.tsx'
import { Details } from '../../../ui/details.tsx'
import { ErrorSummary } from '../../../ui/error-summary.tsx'
import { TextAreaField } from '../../../ui/field.tsx'
import { Form } from '../../../ui/form.tsx'
import { href } from '../../../ui/link.ts'
import { Notice } from '../../../ui/notice.tsx'
import { PageHeading, Section } from '../../../ui/page.tsx'
import { Table } from '../../../ui/table.tsx'
import { Words } from '../../../ui/words.tsx'
import type { Outcome } from '../../routing/outcome.ts'
import type { FormInput, Route, RouteRequest } from '../../routing/route.ts'
import { proposalMade, recordChanged, recordCreated, recordRead, recordRemoved } from '../events.ts'
import { openNameOf } from '../pages/naming.ts'
import { batchPath, staffList, staffRecord } from '../pages/paths.ts'
import { FieldInput } from '../widgets.tsx'
import { mostAtOnce, type SeveralAct } from './act.ts'
import { type BoxesRead, hiddenTexts, readBoxes, textsOfValues } from './boxes.ts'
import { ownPath, severalPath } from './choose.tsx'
import { type Chosen, carryOut, chosenOf, newBatch, type Prepared, prepare, type SeveralTools } from './prepare.ts'
import { ProspectLines } from './prospect.tsx'
import { crumbsOf, donePage, NotDone, type Sending } from './result.tsx'

const last = (form: FormInput, name: string): string => (form.values[name]?.at(-1) ?? '').trim()

const reasonLabel: Bilingual = {
  ja: '起案の理由（すべての起案に付き、決裁者が読みます）',
  en: 'Reason (goes with each proposal, for the officer who approves)',
}

const askPage = async (sending: Sending, texts: BoxesRead['texts'], problems: readonly Problem[]): Promise<Outcome> => {
  const { tools, several, request, chosen, from } = sending
  const { language } = request
  const ja = language === 'ja'
  const service = tools.registers.service(several.register)
  const ids = chosen.map(({ id }) => id)
  const names = new Map((await service.names(request.act(), ids)).map(({ id, values }) => [id, values]))
  return {
    kind: 'page',
    title: several.title,
    status: problems.length ? 422 : 200,
    crumbs: crumbsOf(sending),
    body: (
      <>
        <PageHeading
          title={ja ? `${several.title.ja}（${chosen.length}件）` : `${several.title.en} (${chosen.length})`}
          lead={several.help[language]}
        />
        <ErrorSummary language={language} problems={problems} />
        <Details summary={ja ? `選んだ記録（${chosen.length}件）` : `Chosen records (${chosen.length})`}>
          <ol>
            {ids.map(id => (
              <li>
                <a href={href(language, staffRecord(service.register, id))}>
                  <Words text={openNameOf(service.register, names.get(id) ?? {}, language, service.context())} />
                </a>
              </li>
            ))}
          </ol>
        </Details>
        <Form
          language={language}
          path={severalPath(several)}
          csrf={request.csrf}
          hidden={{ from, stage: 'check', record: ids }}
        >
          {Object.entries(several.fields).map(([id, field]) => (
            <FieldInput
              id={id}
              field={field}
              texts={texts[id] ?? ['']}
              problems={problems}
              language={language}
              context={service.context()}
            />
          ))}
          {several.reason ? (
            <TextAreaField
              language={language}
              name="reason"
              label={reasonLabel}
              value={sending.reason}
              rows={2}
              required
              problems={problems}
            />
          ) : null}
          <Buttons>
            <Button>{ja ? '一件ずつの結果を確かめる' : 'See what would be done'}</Button>
            <LinkButton language={language} look="quiet" path={from}>
              {ja ? '一覧に戻る' : 'Back to the list'}
            </LinkButton>
          </Buttons>
          <p class="muted">
            {ja
              ? 'まだ何も送られません。次のページで確かめてから送ります。'
              : 'Nothing is sent yet; the next page shows it first.'}
          </p>
        </Form>
      </>
    ),
  }
}

type Able = Extract<Prepared, { readonly can: true }>
const isAble = (one: Prepared): one is Able => one.can

/** What would be done for each record, and which cannot be done and why, before anything is sent. */
const checkPage = (
  sending: Sending,
  texts: BoxesRead['texts'],
  rows: readonly Prepared[],
  conflict?: Bilingual,
): Outcome => {
  const { tools, several, request, from, reason } = sending
  const { language } = request
  const ja = language === 'ja'
  const { register } = tools.registers.service(several.register)
  const able = rows.filter(isAble)
  const unable = rows.length - able.length
  const sends = able.some(({ prospect }) => prospect.kind === 'message')
  const waits = able.some(
    ({ prospect }) =>
      prospect.kind === 'matter' &&
      prospect.matter.changes.some(change =>
        tools.registers.service(change.register.id).needsApproval(change.operation),
      ),
  )
  const button = sends
    ? { ja: `${able.length}件に送る`, en: `Send to ${able.length}` }
    : waits
      ? { ja: `${able.length}件を決裁に回す`, en: `Send ${able.length} for approval` }
      : { ja: `${able.length}件を登録する`, en: `Enter ${able.length}` }
  return {
    kind: 'page',
    title: several.title,
    status: conflict ? 409 : 200,
    crumbs: crumbsOf(sending),
    wide: true,
    body: (
      <>
        <PageHeading
          title={ja ? `${several.title.ja}：送る前の確認` : `${several.title.en}: before sending`}
          lead={
            ja
              ? `選んだ${rows.length}件のうち、${able.length}件ができます。${unable > 0 ? `${unable}件はできません。` : ''}`
              : `Of ${rows.length} chosen, ${able.length} can be done${unable > 0 ? `, ${unable} cannot` : ''}.`
          }
        />
        {conflict ? <Notice tone="error">{conflict[language]}</Notice> : null}
        {unable > 0 ? (
          <Section title={ja ? `できない記録（${unable}件）` : `Cannot be done (${unable})`}>
            <NotDone sending={sending} rows={rows} />
          </Section>
        ) : null}
        {able.length > 0 ? (
          <Section title={ja ? `できる記録（${able.length}件）` : `Can be done (${able.length})`}>
            <Table
              language={language}
              caption={several.title}
              captionHidden
              columns={[
                { title: { ja: '記録', en: 'Record' } },
                { title: { ja: '行うこと', en: 'What will be done' } },
              ]}
              rows={able.map(one => ({
                cells: [
                  <a href={href(language, staffRecord(register, one.id))}>
                    <Words text={one.name} />
                  </a>,
                  <ProspectLines
                    registers={tools.registers}
                    row={one.row}
                    prospect={one.prospect}
                    actor={request.actor}
                    language={language}
                  />,
                ],
              }))}
            />
          </Section>
        ) : null}
        <Form
          language={language}
          path={severalPath(several)}
          csrf={request.csrf}
          hidden={{
            ...hiddenTexts(several.fields, texts),
            from,
            reason,
            batch: newBatch(),
            record: able.map(({ id, row }) => `${id}.${row.version}`),
            left: rows.filter(one => !one.can).map(({ id }) => id),
          }}
        >
          {able.length > 0 ? (
            <p>
              {ja
                ? '上の「できる記録」をまとめて送ります。送る間に一件でもできなくなったときは、何も送らずにこのページへ戻ります。'
                : 'All of them are sent together. Should one of them no longer be possible, nothing is sent and you come back here.'}
            </p>
          ) : null}
          <Buttons>
            {able.length > 0 ? (
              <Button name="stage" value="do">
                {button[language]}
              </Button>
            ) : null}
            <Button look="secondary" name="stage" value="ask">
              {ja ? '入力を直す' : 'Change the inputs'}
            </Button>
            <LinkButton language={language} look="quiet" path={from}>
              {ja ? '何もせずに一覧に戻る' : 'Back, doing nothing'}
            </LinkButton>
          </Buttons>
        </Form>
      </>
    ),
  }
}

/** A mistake that is the same for every record is a mistake of the input, and is told at its box. */
const commonProblems = (several: SeveralAct, rows: readonly Prepared[]): readonly Problem[] => {
  const [first, ...rest] = rows
  if (!first || first.can || rest.length === 0) return []
  const same = (one: Prepared) => !one.can && JSON.stringify(one.problems) === JSON.stringify(first.problems)
  const atBoxes = first.problems.every(({ field }) => field !== undefined && Object.hasOwn(several.fields, field))
  return atBoxes && rest.every(same) ? first.problems : []
}

const missingReason: Problem = {
  field: 'reason',
  message: { ja: '決裁者に伝える理由を入力してください。', en: 'Enter the reason, for the officer who approves it.' },
}

const handle = async (tools: SeveralTools, several: SeveralAct, request: RouteRequest): Promise<Outcome> => {
  const form = await request.form()
  const service = tools.registers.service(several.register)
  const from = ownPath(form.values['from']?.at(-1)) ?? staffList(service.register)
  const chosen = chosenOf(form.values['record'] ?? [])
  const left = chosenOf(form.values['left'] ?? [])
  const reason = last(form, 'reason')
  const sending: Sending = { tools, several, request, chosen, from, reason }
  const stage = last(form, 'stage')
  if (chosen.length === 0 && !(stage === 'ask' && left.length > 0))
    return {
      kind: 'redirect',
      to: from,
      notice: { ja: '一覧で記録を選んでから押してください。', en: 'Choose records in the list first.' },
    }
  if (chosen.length + left.length > mostAtOnce)
    return {
      kind: 'redirect',
      to: from,
      notice: {
        ja: `一度に${mostAtOnce}件までです。選ぶ記録を減らしてください。`,
        en: `${mostAtOnce} at once at most. Choose fewer.`,
      },
    }
  const context = service.context()
  if (stage === '')
    return askPage(sending, textsOfValues(several.fields, several.prefill(dayInJapan(request.act().clock.now()))), [])
  const read = readBoxes(several.fields, form.values, context)
  const whole: Sending = { ...sending, chosen: [...chosen, ...left] }
  if (stage === 'ask') return askPage(whole, read.texts, [])
  const problems = [...read.problems, ...(several.reason && reason === '' ? [missingReason] : [])]
  if (problems.length) return askPage(whole, read.texts, problems)
  const act = request.act(reason || undefined)
  if (stage !== 'do') {
    const rows = await prepare(tools, several, act, read.values, chosen)
    const common = commonProblems(several, rows)
    return common.length ? askPage(sending, read.texts, common) : checkPage(sending, read.texts, rows)
  }
  const batch = last(form, 'batch')
  if (!isId(batch)) return checkPage(whole, read.texts, await prepare(tools, several, act, read.values, whole.chosen))
  // Sent before, and the answer was lost or the page loaded again: what came of it.
  const sent = await tools.registers.approvals.batch(act, batch)
  if (sent.length > 0) return { kind: 'redirect', to: batchPath(batch), notice: alreadySent(sent.length, left.length) }
  const again = async (conflict: Bilingual) =>
    checkPage(whole, read.texts, await prepare(tools, several, act, read.values, whole.chosen.map(fresh)), conflict)
  const rows = await prepare(tools, several, act, read.values, chosen)
  if (!rows.every(isAble)) return again(noLonger)
  try {
    const done = await carryOut(tools, several, act, rows, batch)
    return donePage(sending, done, await prepare(tools, several, act, read.values, left), batch)
  } catch (error) {
    if (error instanceof ConflictError) return again(error.reason)
    if (error instanceof InputError) return again(error.problems[0]?.message ?? noLonger)
    throw error
  }
}

/** Those that were left out are still in the list they were chosen from, with the reason at each when chosen again. */
const alreadySent = (sent: number, left: number): Bilingual => ({
  ja: `この送信は済んでいます。${sent}件を決裁に回しました。下がその一覧です。二重には送られていません。${left > 0 ? `${left}件は行っていません。` : ''}`,
  en: `This was sent before: ${sent} went for approval and are listed below. Nothing was sent twice.${left > 0 ? ` ${left} were left out.` : ''}`,
})

/** As it stands now: shown again, it is seen again. */
const fresh = ({ id }: Chosen): Chosen => ({ id, version: null })

const noLonger: Bilingual = {
  ja: '表示した後に、できなくなった記録があります。何も送っていません。もう一度確かめてください。',
  en: 'Some can no longer be done. Nothing was sent; look again.',
}

/** The pages of acts on several records. Everything is a form: a choice of hundreds does not fit an address. */
export const severalRoutes = (tools: SeveralTools, acts: readonly SeveralAct[]): readonly Route[] =>
  acts.map(several => ({
    method: 'POST',
    path: severalPath(several),
    zone: 'staff',
    access: { permission: several.permission },
    ledger: [proposalMade, recordCreated, recordChanged, recordRemoved, recordRead],
    long: true,
    handle: request => handle(tools, several, request),
  }))
