import type { Transaction } from '../database/connection.ts'
import type { LedgerEntryInput, LedgerEventDefinition } from '../ledger/definition.ts'

/** Enters into the ledger, in the transaction of what it records. */
export type EnterInLedger = (tx: Transaction, entry: LedgerEntryInput) => Promise<unknown>

export const signedIn: LedgerEventDefinition = {
  id: 'session.started',
  title: { ja: 'サインイン', en: 'Signed in' },
  holds: { ja: 'セッションの番号と方法', en: 'Session id and the way of signing in' },
}

export const signInFailed: LedgerEventDefinition = {
  id: 'session.refused',
  title: { ja: 'サインインの失敗', en: 'Sign-in failed' },
  holds: {
    ja: '方法、理由、入力されたアカウントと接続元の照合用ハッシュ(鍵付き)',
    en: 'Way, reason, and keyed hashes of the account as typed and of the address, to compare entries by',
  },
}

export const signedOut: LedgerEventDefinition = {
  id: 'session.closed',
  title: { ja: 'サインアウト', en: 'Signed out' },
  holds: { ja: 'セッションの番号', en: 'Session id' },
}

export const sessionEnded: LedgerEventDefinition = {
  id: 'session.ended',
  title: { ja: 'サインインの終了(本人または管理者)', en: 'Session ended by its owner or an administrator' },
  holds: { ja: '終了されたセッションの番号と数', en: 'Ids of the ended sessions' },
}

export const actingChanged: LedgerEventDefinition = {
  id: 'acting.changed',
  title: { ja: '担当する団体の切替', en: 'Organisation acted for changed' },
  holds: {
    ja: 'セッションの番号、切替前後の団体の番号。両方の団体の証跡に記録する',
    en: "Session id and the ids of the organisations before and after; entered in both organisations' part of the ledger",
  },
}

export const credentialChanged: LedgerEventDefinition = {
  id: 'credential.changed',
  title: { ja: '認証手段の変更', en: 'Credential changed' },
  holds: { ja: '何が変わったか(パスワード、二段階認証、パスキー)', en: 'Which one: password, second factor, passkey' },
}

export const personAdded: LedgerEventDefinition = {
  id: 'person.added',
  title: { ja: '利用者の登録', en: 'Person added' },
  holds: { ja: '利用者と所属の番号', en: 'Ids of person and organisation' },
}

export const personChanged: LedgerEventDefinition = {
  id: 'person.changed',
  title: { ja: '利用者の状態の変更', en: "Person's status changed" },
  holds: { ja: '変更前後の状態', en: 'Status before and after' },
}

export const personEdited: LedgerEventDefinition = {
  id: 'person.edited',
  title: { ja: '利用者の氏名・メールアドレスの変更', en: "Person's name or e-mail address changed" },
  holds: {
    ja: '変わった項目の名前、変更前後のメールアドレスの照合用ハッシュ(鍵付き)、終了したセッションの番号',
    en: 'Names of the changed items, keyed hashes of the e-mail address before and after, ids of the sessions that ended',
  },
}

export const grantGiven: LedgerEventDefinition = {
  id: 'grant.given',
  title: { ja: '権限の付与', en: 'Role granted' },
  holds: { ja: '権限の番号、役割、所属、期間', en: 'Grant id, role, organisation and days' },
}

export const grantEnded: LedgerEventDefinition = {
  id: 'grant.ended',
  title: { ja: '権限の終了', en: 'Role ended' },
  holds: { ja: '権限の番号、役割、最終日', en: 'Grant id, role and last day' },
}

export const organisationChanged: LedgerEventDefinition = {
  id: 'organisation.changed',
  title: { ja: '組織の登録・廃止', en: 'Organisation added or ended' },
  holds: { ja: '組織の番号、期間、承継先', en: 'Organisation id, days and successor' },
}

export const transfersEntered: LedgerEventDefinition = {
  id: 'transfers.entered',
  title: { ja: '人事異動の登録', en: 'Transfers entered' },
  holds: { ja: 'ファイルのハッシュと人数', en: 'Hash of the file and number of people' },
}

export const machineKeyMade: LedgerEventDefinition = {
  id: 'machine-key.made',
  title: { ja: 'APIの鍵の作成', en: 'Key for a machine made' },
  holds: {
    ja: '鍵の番号、組織、役割、操作、利用目的、有効期限',
    en: 'Id of the key, organisation, role, permissions, purpose and last day',
  },
}

export const machineKeyReleased: LedgerEventDefinition = {
  id: 'machine-key.released',
  title: { ja: 'APIの鍵の承認', en: 'Key for a machine released' },
  holds: { ja: '鍵の番号', en: 'Id of the key' },
}

export const machineKeyRevoked: LedgerEventDefinition = {
  id: 'machine-key.revoked',
  title: { ja: 'APIの鍵の取消', en: 'Key for a machine revoked' },
  holds: { ja: '鍵の番号', en: 'Id of the key' },
}

/** Every event of this block, for `generated/ledger-events.md`. */
export const accessEvents: readonly LedgerEventDefinition[] = [
  signedIn,
  signInFailed,
  signedOut,
  sessionEnded,
  actingChanged,
  credentialChanged,
  personAdded,
  personChanged,
  personEdited,
  grantGiven,
  grantEnded,
  organisationChanged,
  transfersEntered,
  machineKeyMade,
  machineKeyReleased,
  machineKeyRevoked,
]
