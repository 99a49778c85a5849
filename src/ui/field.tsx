import type { Child } from 'hono/jsx'
import { type Bilingual, type Language, say } from '../base/bilingual.ts'
import type { Problem } from '../base/problem.ts'
import { errorId, fieldId, helpId } from './field-id.ts'
import { languageOf, Words } from './words.tsx'

export interface FieldProps {
  readonly language: Language
  /** Input name; also the field of its problems. */
  readonly name: string
  readonly label: Bilingual
  readonly help?: Bilingual | undefined
  readonly required?: boolean | undefined
  /** A box of a search form: nothing is required there, so nothing is marked. */
  readonly filter?: boolean | undefined
  readonly problems?: readonly Problem[] | undefined
}

export const problemsOf = (name: string, problems: readonly Problem[] = []): readonly Problem[] =>
  problems.filter(problem => problem.field === name)

export const Errors = ({ language, name, problems }: Pick<FieldProps, 'language' | 'name' | 'problems'>) => {
  const mine = problemsOf(name, problems)
  if (mine.length === 0) return null
  return (
    <p class="field-error" id={errorId(name)}>
      {mine.map(problem => say(problem.message, language)).join(language === 'ja' ? '' : ' ')}
    </p>
  )
}

export const Required = ({ language, required, filter }: Pick<FieldProps, 'language' | 'required' | 'filter'>) =>
  filter ? null : required ? (
    <span class="required-mark">{language === 'ja' ? '必須' : 'Required'}</span>
  ) : (
    <span class="optional-mark">{language === 'ja' ? '任意' : 'Optional'}</span>
  )

export const describedBy = ({ name, help, problems }: FieldProps): string | undefined =>
  [help ? helpId(name) : '', problemsOf(name, problems).length > 0 ? errorId(name) : ''].filter(Boolean).join(' ') ||
  undefined

export const Help = ({ language, name, help }: Pick<FieldProps, 'language' | 'name' | 'help'>) =>
  help ? (
    <p class="field-help" id={helpId(name)}>
      <Words text={say(help, language)} />
    </p>
  ) : null

/** Label, help, error and one box. */
export const OneBox = ({ field, children }: { field: FieldProps; children?: Child }) => (
  <div class={`field${problemsOf(field.name, field.problems).length > 0 ? ' field-wrong' : ''}`}>
    <label class="field-label" for={fieldId(field.name)}>
      {say(field.label, field.language)}{' '}
      <Required language={field.language} required={field.required ?? false} filter={field.filter} />
    </label>
    <Help {...field} />
    <Errors {...field} />
    {children}
  </div>
)

export const boxAttributes = (field: FieldProps) => ({
  id: fieldId(field.name),
  name: field.name,
  required: field.required ? true : undefined,
  'aria-describedby': describedBy(field),
  'aria-invalid': problemsOf(field.name, field.problems).length > 0 ? 'true' : undefined,
})

interface TextFieldProps extends FieldProps {
  readonly value?: string | undefined
  readonly type?: 'text' | 'search' | 'email' | 'tel' | 'url' | 'password' | 'date' | 'number' | undefined
  /** HTML autofill name, so that a browser fills it (WCAG 1.3.5). */
  readonly autocomplete?: string | undefined
  readonly inputmode?: 'text' | 'numeric' | 'decimal' | 'tel' | 'email' | 'url' | 'search' | undefined
  /** Characters that are expected: sets the box's width, not a limit. */
  readonly width?: 'short' | 'medium' | undefined
  readonly maxlength?: number | undefined
}

export const TextField = (props: TextFieldProps) => (
  <OneBox field={props}>
    <input
      {...boxAttributes(props)}
      type={props.type ?? 'text'}
      class={`input${props.width ? ` input-${props.width}` : ''}`}
      value={props.type === 'password' ? undefined : props.value}
      autocomplete={props.autocomplete}
      inputmode={props.inputmode}
      maxlength={props.maxlength}
    />
  </OneBox>
)

export const TextAreaField = (
  props: FieldProps & { readonly value?: string | undefined; readonly rows?: number | undefined },
) => (
  <OneBox field={props}>
    <textarea {...boxAttributes(props)} class="input" rows={props.rows ?? 5}>
      {props.value ?? ''}
    </textarea>
  </OneBox>
)

export interface Choice {
  readonly value: string
  readonly label: string
  readonly help?: string | undefined
  /** Heading of those that follow each other and belong together; of check boxes and radio buttons only. */
  readonly group?: string | undefined
}

/** A choice of a list, in its language. */
export const Option = ({
  value,
  label,
  selected,
}: {
  readonly value: string
  readonly label: string
  readonly selected?: boolean | undefined
}) => (
  <option value={value} selected={selected ? true : undefined} lang={languageOf(label)}>
    {label}
  </option>
)

export const SelectField = (
  props: FieldProps & {
    readonly value?: string | undefined
    readonly choices: readonly Choice[]
    /** Text of the empty choice; without it the first choice is the default. */
    readonly empty?: Bilingual | undefined
  },
) => (
  <OneBox field={props}>
    <select {...boxAttributes(props)} class="input">
      {props.empty ? <option value="">{say(props.empty, props.language)}</option> : null}
      {props.choices.map(choice => (
        <Option value={choice.value} selected={choice.value === props.value} label={choice.label} />
      ))}
    </select>
  </OneBox>
)

export const FileField = (props: FieldProps & { readonly accept?: string | undefined }) => (
  <OneBox field={props}>
    <input {...boxAttributes(props)} type="file" class="input" accept={props.accept} />
  </OneBox>
)

type ChoicesProps = FieldProps & {
  readonly values?: readonly string[] | undefined
  readonly choices: readonly Choice[]
  readonly several?: boolean | undefined
}

const Boxes = ({ name, several, values, choices }: Pick<ChoicesProps, 'name' | 'several' | 'values' | 'choices'>) => (
  <>
    {choices.map(choice => (
      <label class="choice">
        <input
          type={several ? 'checkbox' : 'radio'}
          name={name}
          value={choice.value}
          checked={values?.includes(choice.value) ? true : undefined}
        />
        <span>
          {choice.label}
          {choice.help ? <span class="choice-help">{choice.help}</span> : null}
        </span>
      </label>
    ))}
  </>
)

/** Radio buttons, or check boxes when several may be chosen. The error link leads to the group. */
export const ChoicesField = (props: ChoicesProps) => (
  <fieldset
    class={`field choices${problemsOf(props.name, props.problems).length > 0 ? ' field-wrong' : ''}`}
    id={fieldId(props.name)}
    tabindex={-1}
    aria-describedby={describedBy(props)}
  >
    <legend class="field-label">
      {say(props.label, props.language)}{' '}
      <Required language={props.language} required={props.required ?? false} filter={props.filter} />
    </legend>
    <Help {...props} />
    <Errors {...props} />
    {[...Map.groupBy(props.choices, choice => choice.group)].map(([group, choices]) =>
      group === undefined ? (
        <Boxes {...props} choices={choices} />
      ) : (
        <fieldset class="choice-group">
          <legend>{group}</legend>
          <Boxes {...props} choices={choices} />
        </fieldset>
      ),
    )}
  </fieldset>
)

/** One box to tick: an agreement, a switch. */
export const CheckField = (
  props: FieldProps & { readonly checked?: boolean | undefined; readonly value?: string | undefined },
) => (
  <div class={`field choices${problemsOf(props.name, props.problems).length > 0 ? ' field-wrong' : ''}`}>
    <Errors {...props} />
    <label class="choice">
      <input
        {...boxAttributes(props)}
        type="checkbox"
        value={props.value ?? 'yes'}
        checked={props.checked ? true : undefined}
      />
      <span>{say(props.label, props.language)}</span>
    </label>
    <Help {...props} />
  </div>
)
