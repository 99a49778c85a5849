import type { Language } from '../../../base/bilingual.ts'
import { Notice } from '../../../ui/notice.tsx'

/** Says that the page of a list which a link led to cannot be found any more, so that this is the first one. */
export const LostPlace = ({ language }: { readonly language: Language }) => (
  <Notice tone="info">
    {language === 'ja'
      ? 'リンクが示すページの位置を読み取れないため、一覧の最初のページを表示しています。'
      : 'The link does not say which page of this list it means, so this is the first one.'}
  </Notice>
)
