import type { Child } from 'hono/jsx'
import type { Bilingual, Language } from '../../../base/bilingual.ts'
import { Button } from '../../../ui/button.tsx'
import { href } from '../../../ui/link.ts'
import type { SeveralAct } from './act.ts'

export const severalPath = ({ register, id }: Pick<SeveralAct, 'register' | 'id'>): string =>
  `/registers/${register}/several/${id}`

/** A box before a row's name, by which it is chosen. */
export const Pick = ({
  language,
  value,
  name,
  checked,
}: {
  readonly language: Language
  readonly value: string
  /** What the row is called, for those who do not see it. */
  readonly name: string
  readonly checked?: boolean | undefined
}) => (
  <label class="pick">
    <input type="checkbox" name="record" value={value} checked={checked ? true : undefined} />
    <span class="visually-hidden">{language === 'ja' ? `${name}を選ぶ` : `Choose ${name}`}</span>
  </label>
)

interface ChooseProps {
  readonly language: Language
  readonly csrf: string
  /** This page, with its query: where one comes back to. */
  readonly from: string
  readonly label: Bilingual
  /** This page with all rows chosen, and with none: what the links lead to without script. */
  readonly all: string
  readonly none: string
  /** What can be done with the chosen rows; the first is the usual one. */
  readonly acts: readonly { readonly path: string; readonly title: Bilingual; readonly grave?: boolean }[]
  readonly children?: Child
}

/** A table whose rows are chosen, and what can be done with them. Works without script; with it, the number is told. */
export const ChooseForm = ({ language, csrf, from, label, all, none, acts, children }: ChooseProps) => {
  const ja = language === 'ja'
  return (
    <form
      class="choose"
      method="post"
      action={href(language, acts[0]?.path ?? from)}
      aria-label={label[language]}
      data-choose
    >
      <input type="hidden" name="csrf" value={csrf} />
      <input type="hidden" name="from" value={from} />
      <p class="choose-all">
        <a href={href(language, all)} data-choose-all>
          {ja ? 'この一覧のすべてを選ぶ' : 'Choose all on this page'}
        </a>
        <a href={href(language, none)} data-choose-none>
          {ja ? 'すべて外す' : 'Choose none'}
        </a>
      </p>
      {children}
      <div class="choose-bar">
        <p>
          <output data-choose-count data-text={ja ? '{n}件を選択中' : '{n} chosen'}>
            {ja ? '選んだ記録をまとめて' : 'With those chosen'}
          </output>
        </p>
        <div class="buttons">
          {acts.map((one, at) => (
            <Button look={one.grave ? 'danger' : at === 0 ? 'primary' : 'secondary'} action={href(language, one.path)}>
              {one.title[language]}
            </Button>
          ))}
        </div>
      </div>
    </form>
  )
}

/** A page of this site, as a form or an address names it: never another site. */
export const ownPath = (text: string | null | undefined): string | null =>
  text && /^\/(?![/\\])[^\s\\]*$/.test(text) ? text : null
