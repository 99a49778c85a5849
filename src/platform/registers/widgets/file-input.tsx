import { fill } from '../../../base/bilingual.ts'
import { boxAttributes, OneBox } from '../../../ui/field.tsx'
import type { FileField } from '../field.ts'
import { acceptedTypes } from '../kinds/content.ts'
import { showSize } from '../kinds/file.ts'
import { readField, showField } from '../kinds/index.ts'
import { keptFileName, removeFileName } from '../kinds/input.ts'
import { boxProps, type FieldInputProps } from './props.ts'

/**
 * The file that is there stays until another is chosen or it is taken out. One that came with the form before, which had
 * a mistake elsewhere, stays too: the second text is the note of it.
 */
export const FileInput = (props: FieldInputProps<FileField>) => {
  const { id, field, texts, language, context } = props
  const [text = '', note = ''] = texts
  const current = readField(id, { kind: 'file', label: field.label }, [text], context)
  const value = current.ok ? current.value : null
  const limit = field.maxBytes === undefined ? undefined : showSize(field.maxBytes)
  const types = field.accept?.length ? acceptedTypes(field.accept) : undefined
  const hint =
    limit || types
      ? fill(
          { ja: '{types}{limit}', en: '{types}{limit}' },
          {
            types: types ? { ja: `種類：${types.ja}。`, en: `Types: ${types.en}. ` } : '',
            limit: limit ? { ja: `${limit}まで。`, en: `At most ${limit}.` } : '',
          },
        )
      : undefined
  const box = boxProps(props, hint)
  // A file that is there already satisfies `required`; the browser would ask for it again.
  const { required: _, ...attributes } = boxAttributes(box)
  return (
    <OneBox field={box}>
      {value ? (
        <div class="file-current">
          <input type="hidden" name={id} value={text} />
          {note ? <input type="hidden" name={keptFileName(id)} value={note} /> : null}
          <span>
            {note
              ? language === 'ja'
                ? '送信済みのファイル（まだ登録されていません）：'
                : 'File received (not yet saved): '
              : language === 'ja'
                ? '現在のファイル：'
                : 'Current file: '}
            {showField(field, value, language, context)}
          </span>
          <label class="choice">
            <input type="checkbox" name={removeFileName(id)} value="yes" />
            <span>{language === 'ja' ? 'このファイルを外す' : 'Take this file out'}</span>
          </label>
        </div>
      ) : null}
      <input
        {...attributes}
        type="file"
        class="input"
        accept={field.accept?.join(',')}
        required={field.required && !value ? true : undefined}
      />
    </OneBox>
  )
}
