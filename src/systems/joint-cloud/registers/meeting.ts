import { defineRegister } from '../../../platform/registers/definition.ts'

/** Meetings of a group or of the section as a whole: minutes, and decisions with who does what by when. */
export const meeting = defineRegister({
  id: 'joint_meeting',
  title: { ja: '会議と決定事項', en: 'Meetings and decisions' },
  description: {
    ja: 'グループや専門部会の会議録と、誰がいつまでに何をするかの決定事項です。公開しません。',
    en: 'Minutes of groups and of the section, and who does what by when; not published.',
  },
  fields: {
    title: { kind: 'text', label: { ja: '会議の名称', en: 'Meeting' }, required: true, maxLength: 120 },
    cloudGroup: {
      kind: 'reference',
      to: 'joint_group',
      label: { ja: 'グループ', en: 'Group' },
      help: { ja: '専門部会全体の会議では空けてください。', en: 'Leave empty for the whole section.' },
    },
    heldOn: { kind: 'date', label: { ja: '開催日', en: 'Held' }, required: true },
    place: { kind: 'text', label: { ja: '場所', en: 'Place' }, maxLength: 120 },
    attendees: { kind: 'longText', label: { ja: '出席した団体', en: 'Bodies present' }, maxLength: 4000 },
    minutes: { kind: 'longText', label: { ja: '議事の概要', en: 'Minutes' } },
    document: {
      kind: 'file',
      accept: ['application/pdf'],
      label: { ja: '会議録（PDF）', en: 'Minutes as a file' },
    },
    decisions: {
      kind: 'rows',
      max: 30,
      label: { ja: '決定事項', en: 'Decisions' },
      fields: {
        what: { kind: 'text', label: { ja: '決まったこと', en: 'What' }, required: true, maxLength: 300 },
        who: { kind: 'text', label: { ja: '担当', en: 'Who' }, required: true, maxLength: 80 },
        until: { kind: 'date', label: { ja: '期限', en: 'By' } },
        done: { kind: 'yesNo', label: { ja: '済み', en: 'Done' } },
      },
    },
  },
  naming: ['title', 'heldOn'],
  list: ['heldOn', 'title', 'cloudGroup', 'place'],
  search: ['title', 'minutes', 'attendees'],
  filters: ['cloudGroup', 'heldOn'],
  sort: ['-heldOn'],
})
