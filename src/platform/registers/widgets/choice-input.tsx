import { type Bilingual, type Language, say } from '../../../base/bilingual.ts'
import { boxAttributes, ChoicesField, OneBox, Option } from '../../../ui/field.tsx'
import type { Choice, ChoiceField, ChoicesField as SeveralField, YesNoField } from '../field.ts'
import { findChoice } from '../kinds/choice.ts'
import { splitChoices } from '../kinds/choices.ts'
import { yesNoTexts } from '../kinds/yes-no.ts'
import { Group } from './group.tsx'
import { boxProps, type FieldInputProps } from './props.ts'

const none: Bilingual = { ja: '選択してください', en: 'Please choose' }
const notAnswered: Bilingual = { ja: '記入しない', en: 'No entry' }

/** Few choices are seen at once as radio buttons; more of them fill the page, so a list folds them. */
const radioLimit = 5

/** Above so many, the groups of a list of boxes fold. */
const foldLimit = 30

interface ChoiceGroup {
  readonly title: string | null
  readonly choices: readonly Choice[]
}

/** Choices under their headings, both in the order of the definition. Retired ones only while they are chosen. */
const grouped = (of: readonly Choice[], chosen: readonly string[], language: Language): readonly ChoiceGroup[] => {
  const groups = new Map<string | null, Choice[]>()
  for (const choice of of) {
    if (choice.retired && !chosen.includes(choice.code)) continue
    const title = choice.group ? say(choice.group, language) : null
    groups.set(title, [...(groups.get(title) ?? []), choice])
  }
  return Array.from(groups, ([title, choices]) => ({ title, choices }))
}

/** What was typed, as codes; what is no choice stays, so that nothing is ticked for it. */
const codesOf = (texts: readonly string[], of: readonly Choice[]): readonly string[] =>
  texts.map(text => findChoice(of, text)?.code ?? text)

export const YesNoInput = (props: FieldInputProps<YesNoField>) => {
  const { language } = props
  const choices = [
    { value: yesNoTexts.yes, label: language === 'ja' ? 'はい' : 'Yes' },
    { value: yesNoTexts.no, label: language === 'ja' ? 'いいえ' : 'No' },
    ...(props.field.required ? [] : [{ value: '', label: say(notAnswered, language) }]),
  ]
  return <ChoicesField {...boxProps(props)} values={[props.texts[0] ?? '']} choices={choices} />
}

export const ChoiceInput = (props: FieldInputProps<ChoiceField>) => {
  const { field, language } = props
  const chosen = codesOf([props.texts[0] ?? ''], field.of)
  const groups = grouped(field.of, chosen, language)
  const all = groups.flatMap(group => group.choices)
  if (all.length <= radioLimit) {
    const choices = [
      ...all.map(choice => ({ value: choice.code, label: say(choice.label, language) })),
      ...(field.required ? [] : [{ value: '', label: say(notAnswered, language) }]),
    ]
    return <ChoicesField {...boxProps(props)} values={chosen} choices={choices} />
  }
  const option = (choice: Choice) => (
    <Option value={choice.code} selected={chosen.includes(choice.code)} label={say(choice.label, language)} />
  )
  return (
    <OneBox field={boxProps(props)}>
      <select {...boxAttributes(boxProps(props))} class="input">
        <option value="">{say(none, language)}</option>
        {groups.map(({ title, choices }) =>
          title === null ? choices.map(option) : <optgroup label={title}>{choices.map(option)}</optgroup>,
        )}
      </select>
    </OneBox>
  )
}

export const ChoicesInput = (props: FieldInputProps<SeveralField>) => {
  const { field, language, id } = props
  const chosen = codesOf(splitChoices(props.texts, field), field.of)
  const groups = grouped(field.of, chosen, language)
  const boxes = (choices: readonly Choice[]) =>
    choices.map(choice => (
      <label class="choice">
        <input
          type="checkbox"
          name={id}
          value={choice.code}
          checked={chosen.includes(choice.code) ? true : undefined}
        />
        <span>{say(choice.label, language)}</span>
      </label>
    ))
  const fold = groups.reduce((sum, group) => sum + group.choices.length, 0) > foldLimit
  return (
    <Group field={boxProps(props)} class="choices">
      {groups.map(({ title, choices }) => {
        if (title === null) return boxes(choices)
        const ticked = choices.filter(choice => chosen.includes(choice.code)).length
        return fold ? (
          <details class="details" open={ticked > 0 ? true : undefined}>
            <summary>
              {title}
              {language === 'ja'
                ? `（${choices.length}件中${ticked}件を選択）`
                : ` (${ticked} of ${choices.length} chosen)`}
            </summary>
            <div class="details-body">{boxes(choices)}</div>
          </details>
        ) : (
          <fieldset class="choices-group">
            <legend>{title}</legend>
            {boxes(choices)}
          </fieldset>
        )
      })}
    </Group>
  )
}
