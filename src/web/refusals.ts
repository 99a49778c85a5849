import type { Failure } from './failure.ts'

export const signInNeeded: Failure = {
  status: 401,
  title: { ja: 'サインインが必要です', en: 'Please sign in' },
  detail: {
    ja: 'サインインしていないか、時間が経ってサインアウトされました。',
    en: 'You are not signed in, or were signed out after some time.',
  },
}
export const keyUnknown: Failure = {
  status: 401,
  title: { ja: 'この鍵は使えません', en: 'This key does not work' },
  detail: {
    ja: '鍵が違うか、まだ承認されていないか、期限が切れたか、取り消されています。',
    en: 'It is another, was not released yet, has expired, or was revoked.',
  },
}
export const passwordChangeNeeded: Failure = {
  status: 403,
  title: { ja: '先にパスワードを変更してください', en: 'Change your password first' },
  detail: {
    ja: '今のパスワードは管理者が決めたものです。職員用の画面にサインインして変更すると、使えるようになります。',
    en: 'Your password was chosen by an administrator. Sign in on the pages for officials and change it; this opens after that.',
  },
}
export const apiOnly: Failure = {
  status: 403,
  title: { ja: 'APIの鍵では画面を開けません', en: 'A key for the API opens no page' },
  detail: {
    ja: '鍵で使えるのは /api/ で始まるアドレスだけです。画面は、サインインした人が使います。',
    en: 'A key opens addresses that begin with /api/ only. Pages are for people who sign in.',
  },
}
export const aged: Failure = {
  status: 403,
  title: { ja: '画面の有効期限が切れました', en: 'This page has expired' },
  detail: {
    ja: '時間が経ったか、サインインの状態が変わりました。',
    en: 'Time has passed, or your sign-in has changed.',
  },
}
export const foreign: Failure = {
  status: 403,
  title: { ja: 'この送信は受け付けられません', en: 'This submission cannot be accepted' },
  detail: {
    ja: '安全のため、このサイトの画面から送信されたものだけを受け付けています。画面を開き直してください。',
    en: 'For safety only submissions from pages of this site are accepted. Please open the page again.',
  },
}
export const tooFast: Failure = {
  status: 429,
  title: { ja: 'アクセスが集中しています', en: 'Too many requests' },
  detail: { ja: '少し待ってから、もう一度お試しください。', en: 'Please wait a moment and try again.' },
}
/** Large bodies of many visitors at once. */
export const crowdedBodies: Failure = {
  status: 503,
  title: { ja: 'ただいま混み合っています', en: 'Very busy just now' },
  detail: {
    ja: '一度に多くの送信が届いているため、今回の送信は受け取れませんでした。少し待ってから、もう一度送信してください。',
    en: 'Very much was sent at once, so this submission could not be taken. Please wait a moment and send it again.',
  },
  retryAfterSeconds: 20,
}
/** Visitors' files that cost much wait in turn, and this one's turn did not come. */
export const crowded: Failure = {
  status: 503,
  title: { ja: 'ただいま混み合っています', en: 'Very busy just now' },
  detail: {
    ja: 'ファイルの作成が一度に多く求められています。少し待ってから、もう一度お試しください。',
    en: 'Very many files were asked for at once. Please wait a moment and try again.',
  },
  retryAfterSeconds: 20,
}
