import type { Child } from 'hono/jsx'
import { say } from '../../../base/bilingual.ts'
import { describedBy, Errors, type FieldProps, Help, problemsOf, Required } from '../../../ui/field.tsx'
import { fieldId } from '../../../ui/field-id.ts'

/** Several boxes that make one field. The error summary leads to the group. */
export const Group = ({ field, class: more, children }: { field: FieldProps; class?: string; children?: Child }) => (
  <fieldset
    class={['field', more, problemsOf(field.name, field.problems).length > 0 ? 'field-wrong' : '']
      .filter(Boolean)
      .join(' ')}
    id={fieldId(field.name)}
    tabindex={-1}
    aria-describedby={describedBy(field)}
  >
    <legend class="field-label">
      {say(field.label, field.language)} <Required language={field.language} required={field.required ?? false} />
    </legend>
    <Help {...field} />
    <Errors {...field} />
    {children}
  </fieldset>
)
