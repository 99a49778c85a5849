import { formatDay } from '../../base/calendar/wareki.ts'
import { dayInJapan } from '../../base/clock.ts'
import type { Register } from '../registers/register.ts'
import { sumsName } from './folder.ts'

interface ReadmeParts {
  readonly name: string
  readonly at: Date
}

interface Counts {
  readonly tables: Readonly<Record<string, number>>
  readonly files: number
  readonly entries: number
}

/** What lies in the folder, for the officials who receive it. */
export const readme = (
  { name, at }: ReadmeParts,
  retained: readonly Register[],
  registers: readonly Register[],
  counts: Counts,
): string => {
  const total = Object.values(counts.tables).reduce((sum, one) => sum + one, 0)
  const law = retained.map(({ definition }) => {
    const { retention } = definition
    return `* ${definition.title.ja}（\`${definition.id}\`）：${retention?.years ?? ''}年、${retention?.basis.ja ?? ''}`
  })
  const list = registers.map(
    ({ definition }) =>
      `| ${definition.title.ja} | \`registers/${definition.id}.csv\`、\`.jsonl\` | \`history/${definition.id}.jsonl\` |`,
  )
  return `# ${name}のデータ一式

${formatDay(dayInJapan(at), 'ja')}（${at.toISOString()}）の時点の、${name}のすべての記録です。
表の行${total.toLocaleString('en')}件、ファイル${counts.files.toLocaleString('en')}件、証跡${counts.entries.toLocaleString('en')}件があります。個人情報と、暗号化を解いた要配慮個人情報・個人番号を
含みます。受け取った後は、団体の規程に従って保管してください。

## 受け取ったら

1. このフォルダーで \`sha256sum -c ${sumsName}\` を実行し、すべて OK になることを確かめます。
2. \`${sumsName}\` 自身の SHA-256 を、退去の手続の画面に入力します（\`sha256sum ${sumsName}\`）。
3. 件数は \`counts.json\` にあります。下の表の各ファイルの行数と一致します。

## 法令で保存が義務づけられている記録

${law.length ? law.join('\n') : '該当する台帳はありません。'}

## 中身

| 台帳 | 今の記録（削除済みを含む） | 履歴 |
|---|---|---|
${list.join('\n')}

* \`registers/\`、\`history/\`：人が読む形です。CSV は UTF-8（BOM付き）、JSONL は1行が1件の JSON です。
  CSV では、式として計算されるおそれのある文字列の前に「'」が付いています。
* \`files/\`：添付と発行文書のファイルそのものです。名前は内容の SHA-256 です。どの記録のものかは、記録の
  \`sha256\` でわかります。
* \`tables/\`：データベースの表をそのまま JSONL にしたものです。起案、発行文書の台帳、利用者、役割、設定、送信した
  メッセージなどもここにあります。特別な項目は暗号化されたままです（開いた値は \`registers/\` にあります）。
  パスワードと認証の記録は含みません。
* \`ledger/entries.jsonl\`：この団体の証跡です。\`content\` の前に 0x00 を付けた SHA-256 が \`leafHash\` です。\`proof\` と
  \`checkpoint\`（C2SP tlog-checkpoint）で、証跡に含まれることを RFC 9162 2.1.3.2 の手順で確かめられます。署名の公開鍵は
  \`ledger/key.txt\` です。\`proof\` が空の行は、出力した時点でまだチェックポイントに入っていません。
`
}
