import type { Bilingual } from '../../../base/bilingual.ts'
import { bad, good, type Result } from '../../../base/problem.ts'
import { maximumPasswordLength, minimumPasswordLength } from './limits.ts'

/**
 * Roots of the passwords that attackers try first, the Japanese ones among them. With digits and signs taken away a
 * password must not be made of these alone: `Password1234!` and `sakurasakura` are found in the first minutes.
 */
const commonRoots = [
  'password passw0rd pass word admin administrator root user guest test login welcome letmein changeme default',
  'qwerty qwertyuiop asdf asdfgh asdfghjkl zxcv zxcvbn zxcvbnm qazwsx qaz wsx edc abc abcd abcdef abcdefgh',
  'iloveyou master dragon monkey football baseball superman batman sunshine princess shadow secret system server',
  'sakura nihon nippon japan tokyo kencho shicho yakusho shiyakusho soumu kanri jinji reiwa heisei showa',
  'takahashi tanaka suzuki sato satou watanabe yamada tarou taro hanako doraemon pokemon arigato arigatou',
  'konnichiwa spring summer autumn winter haru natsu aki fuyu musubi',
]
  .flatMap(line => line.split(' '))
  .sort((a, b) => b.length - a.length)

const leet: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
}

const isMadeOf = (text: string, roots: readonly string[]): boolean => {
  // Whether the whole text is roots in a row: reached[i] tells that its first i letters are.
  const reached = new Array<boolean>(text.length + 1).fill(false)
  reached[0] = true
  for (let at = 0; at < text.length; at += 1)
    if (reached[at]) for (const root of roots) if (text.startsWith(root, at)) reached[at + root.length] = true
  return reached[text.length] === true
}

const isRun = (text: string): boolean => {
  const codes = [...text].map(letter => letter.codePointAt(0) ?? 0)
  let even = 0
  for (let at = 1; at < codes.length; at += 1) {
    const step = (codes[at] ?? 0) - (codes[at - 1] ?? 0)
    if (Math.abs(step) <= 1) even += 1
  }
  return even >= codes.length - 3
}

const isRepeated = (text: string): boolean => {
  for (let length = 1; length <= 4; length += 1)
    if (
      text ===
      text
        .slice(0, length)
        .repeat(Math.ceil(text.length / length))
        .slice(0, text.length)
    )
      return true
  return false
}

const isCommon = (password: string): boolean => {
  const lower = password.toLowerCase()
  const letters = lower.replace(/[^a-z]/g, '')
  const read = lower
    .replace(/^[^a-z@$]+|[^a-z@$]+$/g, '')
    .replace(/[013457@$]/g, letter => leet[letter] ?? letter)
    .replace(/[^a-z]/g, '')
  return (
    new Set(lower).size < 5 ||
    isRun(lower) ||
    isRepeated(lower) ||
    (letters.length >= 3 && isMadeOf(letters, commonRoots)) ||
    (letters.length >= 3 && isMadeOf(read, commonRoots)) ||
    /^\D?\d+\D?$/.test(password)
  )
}

/** As the sign-in library compares passwords (NIST SP 800-63B-4 §3.1.1.2): ｐａｓｓｗｏｒｄ is password. */
const plain = (typed: string): string => typed.normalize('NFKC')

/** Whether two passwords open the same. */
export const samePassword = (one: string, other: string): boolean => plain(one) === plain(other)

const owns = (password: string, person: { readonly name: string; readonly email: string }): boolean => {
  const lower = password.toLowerCase()
  const [local = ''] = person.email.toLowerCase().split('@')
  const parts = [
    ...local.split(/[^a-z0-9]+/),
    local,
    ...person.name
      .toLowerCase()
      .normalize('NFKC')
      .split(/[\s・]+/),
  ]
  // Two kanji are a family name; of Latin letters fewer than four occur in words by chance.
  return parts.some(part => part.length >= (/^[\x20-\x7e]*$/.test(part) ? 4 : 2) && lower.includes(part))
}

const say = (ja: string, en: string): Bilingual => ({ ja, en })

/**
 * Whether a password may be chosen: NIST SP 800-63B-4 §3.1.1 asks for length and a list of known bad ones, and against
 * rules about kinds of letters or regular changes.
 */
export const checkPassword = (
  typed: string,
  person: { readonly name: string; readonly email: string },
): Result<string> => {
  const password = plain(typed)
  const where = { field: 'password' }
  const length = [...password].length
  if (length < minimumPasswordLength)
    return bad(
      say(
        `パスワードは${minimumPasswordLength}文字以上にしてください。`,
        `Use at least ${minimumPasswordLength} characters.`,
      ),
      where,
    )
  if (Math.max(password.length, typed.length) > maximumPasswordLength)
    return bad(
      say(
        `パスワードは${maximumPasswordLength}文字以内にしてください。`,
        `Use at most ${maximumPasswordLength} characters.`,
      ),
      where,
    )
  if (owns(password, person))
    return bad(
      say(
        'パスワードに氏名やメールアドレスを含めないでください。',
        'Do not use your name or e-mail address in the password.',
      ),
      where,
    )
  if (isCommon(password))
    return bad(
      say(
        'このパスワードは推測されやすいため使えません。関係のない言葉をいくつかつなげると、覚えやすく安全です。',
        'This password is easy to guess. Several unrelated words in a row are safe and easy to remember.',
      ),
      where,
    )
  return good(typed)
}
