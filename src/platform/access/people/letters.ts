interface Letter {
  readonly recipient: string
  readonly subject: string
  readonly body: string
}

const subject = 'サインインに使うメールアドレスの変更 / Your sign-in address was changed'

const text = (...lines: readonly string[]): string => `${lines.join('\n')}\n`

/**
 * Tells both mailboxes. The old one is not told the new address: it may no longer be the person's own.
 * @param origin of the staff pages
 */
export const addressChanged = (before: string, after: string, origin: string): readonly Letter[] => [
  {
    recipient: before,
    subject,
    body: text(
      `${origin} へのサインインに使うメールアドレスが、管理者によって変更されました。`,
      'このアドレスでは、今後サインインできません。',
      '変更に心当たりがないときは、すぐに所属団体の利用者管理者に連絡してください。',
      '',
      `An administrator changed the e-mail address with which you sign in at ${origin}.`,
      'This address no longer works there.',
      'If you did not expect this, contact the administrator of your organisation at once.',
    ),
  },
  {
    recipient: after,
    subject,
    body: text(
      `${origin} へのサインインに使うメールアドレスが、管理者によってこのアドレスに変更されました。`,
      'パスワードは変わりません。サインイン中だった端末では、もう一度サインインしてください。',
      '心当たりがないときは、所属団体の利用者管理者に連絡してください。',
      '',
      `An administrator made this the e-mail address with which you sign in at ${origin}.`,
      'Your password stays as it is. Where you were signed in, sign in again.',
      'If you did not expect this, contact the administrator of your organisation.',
    ),
  },
]
