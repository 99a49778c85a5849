import { Button, Buttons, LinkButton } from '../../../ui/button.tsx'
import { ErrorSummary } from '../../../ui/error-summary.tsx'
import { TextField } from '../../../ui/field.tsx'
import { Form } from '../../../ui/form.tsx'
import { PageHeading } from '../../../ui/page.tsx'
import { type PageProps, t } from './common.ts'

export const editPersonTitle = t('氏名・メールアドレスの変更', 'Change name and e-mail address')

export const EditPersonPage = ({
  language,
  csrf,
  problems = [],
  person,
  mark,
  given,
}: PageProps & {
  readonly person: string
  /** Of what the form was opened with. */
  readonly mark: string
  readonly given: { readonly name: string; readonly kana: string; readonly email: string; readonly reason: string }
}) => {
  const common = { language, problems }
  return (
    <>
      <ErrorSummary language={language} problems={problems} />
      <PageHeading title={editPersonTitle[language]} />
      <Form language={language} path={`/people/${person}/edit`} csrf={csrf} hidden={{ mark }}>
        <TextField {...common} name="name" required label={t('氏名', 'Name')} value={given.name} />
        <TextField {...common} name="kana" label={t('フリガナ', 'Reading')} value={given.kana} />
        <TextField
          {...common}
          name="email"
          type="email"
          required
          label={t('メールアドレス', 'E-mail address')}
          help={t(
            '変更すると、本人のサインインはすべて終了し、変更前と変更後の両方のアドレスに知らせが届きます。',
            'A new address ends all sessions of the person; the old and the new address are both told.',
          )}
          value={given.email}
        />
        <TextField {...common} name="reason" label={t('理由', 'Reason')} value={given.reason} />
        <Buttons>
          <Button>{language === 'ja' ? '変更する' : 'Change'}</Button>
          <LinkButton language={language} path={`/people/${person}`} look="quiet">
            {language === 'ja' ? 'やめる' : 'Cancel'}
          </LinkButton>
        </Buttons>
      </Form>
    </>
  )
}
