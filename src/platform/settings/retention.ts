import type { RegisterDefinition } from '../registers/definition.ts'
import type { IntegerField } from '../registers/field.ts'
import { defineSetting, type SettingDefinition } from './definition.ts'

const settingOf = ({ id, title, retention }: RegisterDefinition): SettingDefinition<IntegerField> =>
  defineSetting({
    id: `retention.${id}`,
    group: { ja: '保存期間', en: 'Retention' },
    field: {
      kind: 'integer',
      required: true,
      min: 1,
      max: 1000,
      label: { ja: `「${title.ja}」の保存年数`, en: `Years that “${title.en}” are kept` },
      help: {
        ja: `根拠：${retention?.basis.ja ?? ''}。条例や改正で異なるときに入力します。`,
        en: `Basis: ${retention?.basis.en ?? ''}. Enter another where an ordinance or an amendment says so.`,
      },
    },
    default: retention?.years ?? null,
  })

/** One setting for each register under legal retention: laws on it change, and what was once short became long. */
export const retentionSettings = (
  registers: readonly RegisterDefinition[],
): readonly SettingDefinition<IntegerField>[] =>
  registers.filter(register => register.retention !== undefined).map(settingOf)

/** The setting of a register under legal retention. */
export const retentionSetting = (register: RegisterDefinition): SettingDefinition<IntegerField> => settingOf(register)
