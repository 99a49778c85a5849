import type { Child } from 'hono/jsx'
import { formatDay } from '../../base/calendar/wareki.ts'
import { showMoment } from '../../base/moment.ts'
import type { Problem } from '../../base/problem.ts'
import { Button, Buttons } from '../../ui/button.tsx'
import { DefinitionList } from '../../ui/definition-list.tsx'
import { Empty } from '../../ui/empty.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { ChoicesField, TextField } from '../../ui/field.tsx'
import { Form } from '../../ui/form.tsx'
import { Notice } from '../../ui/notice.tsx'
import { PageHeading, Section } from '../../ui/page.tsx'
import { idOf } from '../access/pages/common.ts'
import type { Outcome } from '../routing/outcome.ts'
import type { RouteRequest } from '../routing/route.ts'
import type { DepartureRow } from './departure.ts'
import { nameOf, type PageParts, path, states, title } from './page-parts.ts'
import { tracesOf } from './traces-text.ts'

const StepForm = ({
  request,
  row,
  step,
  label,
  look,
  children,
}: {
  readonly request: RouteRequest
  readonly row: DepartureRow
  readonly step: string
  readonly label: string
  readonly look?: 'danger' | 'secondary'
  readonly children?: Child
}) => (
  <Form language={request.language} path={`${path}/${row.id}`} csrf={request.csrf} hidden={{ step }}>
    {children}
    <Buttons>
      <Button look={look ?? 'primary'}>{label}</Button>
    </Buttons>
  </Form>
)

/** One departure, step by step. */
export const stepsPage = async (
  { leave }: PageParts,
  request: RouteRequest,
  typed: Readonly<Record<string, string>> = {},
  problems: readonly Problem[] = [],
): Promise<Outcome> => {
  const { language } = request
  const ja = language === 'ja'
  const act = request.act()
  const row = await leave.get(act, idOf(request.params['id']))
  const retained = row.state === 'erased' || row.state === 'stopped' ? [] : await leave.retained(act, row)
  const open = ['begun', 'exported', 'checked', 'confirmed'].includes(row.state)
  const common = { language, problems }
  const name = nameOf(row)
  const done = (moment: string | null, by: string | null) =>
    moment ? `${showMoment(moment, language)} ${by ?? ''}` : null
  return {
    kind: 'page',
    title: name,
    crumbs: [{ title, path }, { title: name }],
    status: problems.length ? 422 : 200,
    body: (
      <>
        <ErrorSummary language={language} problems={problems} />
        <PageHeading title={ja ? `${name.ja}の退去` : `Departure of ${name.en}`} lead={row.reason} />
        <DefinitionList
          language={language}
          items={[
            { term: { ja: '状態', en: 'State' }, value: states[row.state][language] },
            { term: { ja: '開始', en: 'Begun' }, value: done(row.begun_at, row.begun_by_name) },
            {
              term: { ja: '出力', en: 'Exported' },
              value: row.exported_at
                ? `${showMoment(row.exported_at, language)}、${Number(row.rows).toLocaleString('en')}${ja ? '行' : ' rows'}`
                : null,
            },
            { term: { ja: '照合', en: 'Checked' }, value: done(row.checked_at, row.checked_by_name) },
            { term: { ja: '消去の承認', en: 'Confirmed' }, value: done(row.confirmed_at, row.confirmed_by_name) },
            { term: { ja: '消去', en: 'Erased' }, value: row.erased_at ? showMoment(row.erased_at, language) : null },
            { term: { ja: '消去の跡', en: 'Traces' }, value: row.erased_at ? tracesOf(row, language) : null },
          ]}
        />
        <Section
          title={ja ? '1. 法令で保存が義務づけられている記録' : '1. Records under legal retention'}
          id="retention"
        >
          {retained.length === 0 ? (
            <Empty title={ja ? '該当する台帳はありません。' : 'None.'} />
          ) : (
            retained.map(one => (
              <>
                <h3>{one.title[language]}</h3>
                <p>
                  {ja
                    ? `${one.years}年（${one.basis.ja}）、最後の記録から数えて${formatDay(one.until, 'ja')}まで。`
                    : `${one.years} years (${one.basis.en}); counted from the last record, until ${formatDay(one.until, 'en')}. `}
                  {one.decision === 'handed-over'
                    ? ja
                      ? `引渡し済み：${one.receipt}`
                      : `Handed over: ${one.receipt}`
                    : one.decision === 'kept'
                      ? ja
                        ? '期間が終わるまでここで保存します。'
                        : 'Kept here until then.'
                      : ja
                        ? '扱いが決まっていません。'
                        : 'Not decided.'}
                </p>
                {['begun', 'exported', 'checked', 'partly'].includes(row.state) ? (
                  <Form
                    language={language}
                    path={`${path}/${row.id}`}
                    csrf={request.csrf}
                    hidden={{ step: 'retention', register: one.id }}
                  >
                    <ChoicesField
                      {...common}
                      name={`decision.${one.id}`}
                      label={{ ja: '扱い', en: 'What becomes of it' }}
                      choices={[
                        { value: 'handed-over', label: ja ? '引き渡した' : 'Handed over' },
                        { value: 'kept', label: ja ? '期間が終わるまで保存する' : 'Kept until its time is over' },
                      ]}
                      values={[typed[`decision.${one.id}`] ?? one.decision ?? '']}
                    />
                    <TextField
                      {...common}
                      name={`receipt.${one.id}`}
                      label={{ ja: '引渡しの日、相手、受領書の番号', en: 'Day, receiver, number of the receipt' }}
                      value={typed[`receipt.${one.id}`] ?? one.receipt ?? ''}
                    />
                    <Buttons>
                      <Button look="secondary">{ja ? '扱いを登録する' : 'Enter'}</Button>
                    </Buttons>
                  </Form>
                ) : null}
              </>
            ))
          )}
        </Section>
        <Section title={ja ? '2. 全データの出力' : '2. Export'} id="export">
          <p>
            {ja
              ? '基盤のサーバーで次のコマンドを実行します。フォルダーには、暗号化を解いた個人情報が含まれます。'
              : 'Run this on the server. The folder holds personal data in clear.'}
          </p>
          <pre>
            <code>{`npm run musubi -- leave ${row.leaving} --to <folder>`}</code>
          </pre>
          <p>
            {ja
              ? '出力の後に登録や変更があると、承認の前にもう一度出力が必要になります。利用者の利用を止めてから出力してください。'
              : 'What is entered after the export asks for another one: let its people stop first.'}
          </p>
        </Section>
        <Section title={ja ? '3. 受け取った側の照合' : '3. Check by the receiver'} id="check">
          {row.state === 'exported' ? (
            <StepForm request={request} row={row} step="check" label={ja ? '照合する' : 'Check'}>
              <TextField
                {...common}
                name="manifest"
                required
                label={{ ja: '受け取ったフォルダーの sha256sums の SHA-256', en: 'SHA-256 of sha256sums as received' }}
                help={{
                  ja: '受け取った団体が sha256sum -c sha256sums で全ファイルを確かめ、sha256sum sha256sums の値を知らせます。',
                  en: 'The receiver runs sha256sum -c sha256sums, then tells the value of sha256sum sha256sums.',
                }}
                value={typed['manifest']}
              />
            </StepForm>
          ) : (
            <p>{row.checked_at ? (ja ? '済みです。' : 'Done.') : ja ? '出力の後に行います。' : 'After the export.'}</p>
          )}
        </Section>
        <Section title={ja ? '4. 別の人による承認' : '4. Confirmation by another person'} id="confirm">
          {row.state === 'checked' ? (
            <>
              <Notice tone="warning">
                {ja
                  ? '承認すると、この団体のデータが消去されます。元に戻せません。手続を始めた人と照合した人は承認できません。'
                  : 'After this the body’s contents are erased for good. Who began or checked cannot confirm.'}
              </Notice>
              <StepForm
                request={request}
                row={row}
                step="confirm"
                look="danger"
                label={ja ? '消去を承認する' : 'Confirm the erasure'}
              />
            </>
          ) : (
            <p>{row.confirmed_at ? (ja ? '済みです。' : 'Done.') : ja ? '照合の後に行います。' : 'After the check.'}</p>
          )}
        </Section>
        <Section title={ja ? '5. 消去とバックアップ' : '5. Erasure and backups'} id="erase">
          <ol>
            <li>
              {ja
                ? '承認の後、定時の処理が消去します。コマンドですぐに始めることもできます。中断しても、もう一度実行すれば続きから進みます。'
                : 'After the confirmation a job erases; the command does it at once. What was interrupted goes on when run again.'}{' '}
              <code>{`npm run musubi -- leave ${row.leaving} --erase`}</code>
            </li>
            <li>
              {ja
                ? '団体の鍵が廃棄されます。待機系には自動で伝わります。鍵の写し（金庫の写し）は作り直し、古い写しを廃棄してください。'
                : 'The body’s key is destroyed. A standby takes it over by itself; make copies of the keys anew and destroy the old ones.'}
            </li>
            <li>
              {ja
                ? '最後に、バックアップの鍵を新しい世代に替え、保存期間が過ぎた古い世代の鍵を廃棄します。順番は運用の手引きにあります。'
                : 'Last, backups go on with a new key, and the older generations’ keys are destroyed when their time is over: see the operations guide.'}
            </li>
          </ol>
        </Section>
        {open ? (
          <Section title={ja ? '中止' : 'Stop'} id="stop">
            <StepForm request={request} row={row} step="stop" look="secondary" label={ja ? '手続を中止する' : 'Stop'} />
          </Section>
        ) : null}
      </>
    ),
  }
}
