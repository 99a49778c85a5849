import type { Bilingual } from '../base/bilingual.ts'
import {
  ConflictError,
  InputError,
  KeyAwayError,
  NotFoundError,
  type Problem,
  RefusedError,
  UnavailableError,
} from '../base/problem.ts'
import { isFull, isUnreachable } from '../platform/database/unreachable.ts'
import { DamagedFileError } from '../platform/files/store.ts'
import { BadRequestError } from './body/body.ts'
import { CrowdedBodyError } from './body/room.ts'
import { TooSlowError } from './patience/patience.ts'
import { crowdedBodies } from './refusals.ts'

/** What an error that left a handler means for the one who asked. */
export interface Failure {
  readonly status: number
  readonly title: Bilingual
  readonly detail?: Bilingual
  readonly problems?: readonly Problem[]
  /** Said to a program instead, which has no page to go back to. */
  readonly machine?: { readonly title?: Bilingual; readonly detail: Bilingual }
  /** What was typed is shown again, to be sent once more. */
  readonly keepsInput?: boolean
  /** A fault of ours: logged with its trace under the request's reference. */
  readonly unexpected?: boolean
  readonly retryAfterSeconds?: number
}

/** Writes are stopped: nothing was done, and it is safe to send again. */
export const writesStopped = (why: Bilingual): Failure => ({
  status: 503,
  title: { ja: 'ただいま新しい記録を受け付けていません', en: 'Nothing new can be recorded right now' },
  detail: {
    ja: `${why.ja}今回の送信は記録されていません。入力した内容は下に残してあります。`,
    en: `${why.en} This submission has not been recorded. What you typed is kept below.`,
  },
  keepsInput: true,
  retryAfterSeconds: 10,
})

/** The other site serves: waiting does not help, its address does. */
export const servedElsewhere = (where: Bilingual): Failure => ({
  status: 503,
  title: { ja: 'もう一つの拠点で運用しています', en: 'The other site serves' },
  detail: {
    ja: `${where.ja}ここから送信したものは記録されていません。`,
    en: `${where.en} What was sent from here has not been recorded.`,
  },
  keepsInput: true,
  retryAfterSeconds: 60,
})

/** Honest about what nobody knows: the connection broke while the change was being kept. */
export const outcomeUnknown: Failure = {
  status: 503,
  title: { ja: '記録されたかどうか確認できません', en: 'It is not known whether this was recorded' },
  detail: {
    ja: '送信の途中で記録の保管先との接続が切れました。記録されている場合と、されていない場合があります。もう一度送る前に、一覧や履歴で確認してください。',
    en: 'The connection broke while your submission was being kept. It may have been recorded or not. Look in the list or the history before you send it again.',
  },
  keepsInput: true,
  unexpected: true,
  retryAfterSeconds: 10,
}

export const notFound: Failure = {
  status: 404,
  title: { ja: 'ページが見つかりません', en: 'Page not found' },
  detail: {
    ja: 'アドレスが変わったか、公開が終わった可能性があります。トップページから探してください。',
    en: 'The address may have changed, or the page may no longer be published. Please start from the front page.',
  },
  machine: {
    title: { ja: '見つかりません', en: 'Not found' },
    detail: {
      ja: 'このアドレス、又はこのIDの記録はないか、公開されていません。アドレスの一覧は /api/openapi.json にあります。',
      en: 'There is no such address, or no record with this id that is published to you. /api/openapi.json lists the addresses.',
    },
  },
}

export const refused: Failure = {
  status: 403,
  title: { ja: 'この操作を行う権限がありません', en: 'You are not permitted to do this' },
  detail: {
    ja: '必要な場合は、所属の管理者に権限の付与を依頼してください。この操作は記録されました。',
    en: 'If you need it, please ask the administrator of your organisation. This attempt has been recorded.',
  },
}

/** An organisation's own share is used up: its requests wait, the others' do not. */
export const busy: Failure = {
  status: 503,
  title: { ja: 'ただいま混み合っています', en: 'Very busy just now' },
  detail: {
    ja: 'あなたの団体からの要求が一度に多く届いています。少し待ってから、もう一度お試しください。',
    en: 'Very many requests of your organisation came at once. Please wait a moment and try again.',
  },
  keepsInput: true,
  retryAfterSeconds: 5,
}

/** Something that the request needs does not answer. */
export const unavailable: Failure = {
  status: 503,
  title: { ja: 'ただいま処理できません', en: 'We cannot process this right now' },
  detail: {
    ja: '記録を保管する仕組みに一時的につながりません。復旧すると自動で使えるようになります。少し待ってから、もう一度お試しください。',
    en: 'The place where records are kept cannot be reached for the moment. This ends by itself; please try again a little later.',
  },
  keepsInput: true,
  unexpected: true,
  retryAfterSeconds: 10,
}

/** Known before anything was tried: what was sent is surely not recorded, and nothing is wrong with the request. */
export const closedForNow: Failure = {
  status: 503,
  title: { ja: 'ただいま受け付けられません', en: 'This cannot be taken right now' },
  detail: {
    ja: '記録を保管する仕組みに一時的につながらないか、閲覧のみの状態です。今回の送信は記録されていません。少し待ってから、もう一度送信してください。',
    en: 'The place where records are kept cannot be reached for the moment, or allows reading only. This submission has not been recorded. Please send it again a little later.',
  },
  keepsInput: true,
  retryAfterSeconds: 10,
}

/** Says whose key it is, and nothing of what it sealed. Waiting does not help: somebody must put the file back. */
const keyAway = ({ organisation }: KeyAwayError, reference: string): Failure => {
  const file = organisation === null ? 'special.key' : `tenant-${organisation}.key`
  return {
    status: 503,
    title: { ja: '内容を読むための鍵が見つかりません', en: 'The key to read this is not here' },
    detail: {
      ja: `データは失われていませんが、鍵のファイル ${file} がないため、読むことも書くこともできません。受付番号 ${reference} とこのファイル名を、システムの管理者にお伝えください。鍵の写しを戻すと、再び使えるようになります。`,
      en: `The data is not lost, but the key file ${file} is missing, so nothing can be read or written with it. Please give the reference ${reference} and the name of this file to the administrator. It works again when the file is put back from a copy of the keys.`,
    },
    keepsInput: true,
    unexpected: true,
    retryAfterSeconds: 300,
  }
}

const tooSlow: Failure = {
  status: 503,
  title: { ja: '時間内に処理できませんでした', en: 'This took too long' },
  detail: {
    ja: '記録を保管する仕組みの応答が遅くなっています。少し待ってから、もう一度お試しください。',
    en: 'The place where records are kept answers slowly at the moment. Please try again a little later.',
  },
  keepsInput: true,
  unexpected: true,
  retryAfterSeconds: 30,
}

/** A full disk, here or at the database: nothing was recorded. */
const noRoom: Failure = {
  status: 503,
  title: { ja: '保管場所の空きがなく、記録できませんでした', en: 'There is no room left, so this was not recorded' },
  detail: {
    ja: '今回の送信は記録されていません。運用担当者が空きを増やすと、自動で使えるようになります。',
    en: 'This submission has not been recorded. It works again as soon as the operator has made room.',
  },
  keepsInput: true,
  unexpected: true,
  retryAfterSeconds: 60,
}

const damagedFile = (reference: string): Failure => ({
  status: 500,
  title: { ja: '保管しているファイルが失われたか、壊れています', en: 'The stored file is lost or damaged' },
  detail: {
    ja: `登録されたときの内容と一致しないため、お渡しできません。写しから戻しますので、受付番号 ${reference} をシステムの管理者にお伝えください。`,
    en: `It is not what was entered, so it is not handed out. Please give the reference ${reference} to the administrator, who can restore it from a copy.`,
  },
  unexpected: true,
})

/** Never says anything of the error itself: its text may hold data or secrets. */
export const failureOf = (error: unknown, reference: string): Failure => {
  if (error instanceof InputError) {
    return {
      status: 422,
      title: { ja: '入力内容に誤りがあります', en: 'Some entries need attention' },
      detail: {
        ja: 'ブラウザーの「戻る」で前の画面に戻り、次の点を直してください。',
        en: 'Please go back to the form and mend the following.',
      },
      machine: {
        detail: { ja: '次の点を直して、もう一度送ってください。', en: 'Mend the following and send it again.' },
      },
      problems: error.problems,
    }
  }
  if (error instanceof RefusedError) return refused
  if (error instanceof NotFoundError) return notFound
  if (error instanceof ConflictError) {
    return {
      status: 409,
      title: { ja: '他の人が先に変更しました', en: 'Somebody else made a change first' },
      detail: error.reason,
      keepsInput: true,
    }
  }
  if (error instanceof CrowdedBodyError) return crowdedBodies
  if (error instanceof BadRequestError) return { status: error.status, title: error.title }
  if (error instanceof TooSlowError) return tooSlow
  if (isFull(error)) return noRoom
  if (error instanceof KeyAwayError) return keyAway(error, reference)
  if (error instanceof UnavailableError || isUnreachable(error)) return unavailable
  if (error instanceof DamagedFileError) return damagedFile(reference)
  return {
    status: 500,
    title: { ja: 'システムの不具合により処理できませんでした', en: 'Something went wrong on our side' },
    detail: {
      ja: `ご迷惑をおかけします。お問い合わせの際は、受付番号 ${reference} をお伝えください。`,
      en: `We are sorry. If you contact us, please give the reference ${reference}.`,
    },
    keepsInput: true,
    unexpected: true,
  }
}

/** The end of the request id, short enough to be read out on the telephone. */
export const referenceOf = (request: string): string => {
  const end = request.slice(-8).toUpperCase()
  return `${end.slice(0, 4)}-${end.slice(4)}`
}
