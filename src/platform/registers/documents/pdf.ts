import type { PDFDocument, PDFFont, PDFPage } from 'pdf-lib'
import type { DocumentLine } from '../definition.ts'
import { loadFonts, printable } from './font.ts'
import type { Letterhead } from './letterhead.ts'
import { type PdfLibrary, pdfLibrary } from './pdf-library.ts'
import { wrapText } from './wrap.ts'

/** A document ready to be set: marks filled, fields as label and value. */
export interface DocumentContent {
  readonly title: string
  readonly lines: readonly ContentLine[]
  readonly letterhead: Letterhead
  /** Sample records never look like the real thing. */
  readonly sample: boolean
  /** Moment of issue: also the file's own date, so that the same contents are the same bytes. */
  readonly at: Date
}

export type ContentLine =
  | Exclude<DocumentLine, { readonly kind: 'fields' }>
  | { readonly kind: 'table'; readonly rows: readonly { readonly label: string; readonly value: string }[] }

// Points of 1/72 inch; A4 with the margins of 公文書作成要領: 25 mm left for the file's holes, 20 mm elsewhere.
const mm = 72 / 25.4
const page = { width: 210 * mm, height: 297 * mm }
const margin = { top: 25 * mm, bottom: 27 * mm, left: 25 * mm, right: 20 * mm }
const body = { size: 11, leading: 19 }

interface Pen {
  readonly library: PdfLibrary
  readonly pdf: PDFDocument
  readonly regular: PDFFont
  readonly bold: PDFFont
  readonly clean: (text: string) => string
  sheet: PDFPage
  /** Where the next line's top is, from below. */
  y: number
}

const grey = ({ library }: Pen) => library.rgb(0.45, 0.45, 0.45)
const inner = page.width - margin.left - margin.right

const newSheet = (pen: Pen): void => {
  pen.sheet = pen.pdf.addPage([page.width, page.height])
  pen.y = page.height - margin.top
}

const room = (pen: Pen, height: number): void => {
  if (pen.y - height < margin.bottom) newSheet(pen)
}

interface TextStyle {
  readonly size: number
  readonly leading: number
  readonly align: 'left' | 'center' | 'right'
  readonly bold?: boolean
  readonly left?: number
  readonly width?: number
}

const setLine = (pen: Pen, line: string, style: TextStyle): void => {
  const font = style.bold ? pen.bold : pen.regular
  const left = style.left ?? margin.left
  const width = style.width ?? inner
  const used = font.widthOfTextAtSize(line, style.size)
  const x = style.align === 'center' ? left + (width - used) / 2 : style.align === 'right' ? left + width - used : left
  // The text stands in the middle of its line's height; the font's own height is 1.45 of its size.
  const baseline = pen.y - style.leading / 2 - style.size * 0.36
  if (line !== '') pen.sheet.drawText(line, { x, y: baseline, size: style.size, font, color: pen.library.black })
  pen.y -= style.leading
}

const setText = (pen: Pen, text: string, style: TextStyle): void => {
  const font = style.bold ? pen.bold : pen.regular
  const width = style.width ?? inner
  for (const line of wrapText(pen.clean(text), width, part => font.widthOfTextAtSize(part, style.size))) {
    room(pen, style.leading)
    setLine(pen, line, style)
  }
}

const labelWidth = 44 * mm
const cellPadding = 2.2 * mm
const cell = { size: 10.5, leading: 16 }

/** Label and value side by side under thin rules; a row is not parted unless it is longer than a page. */
const setTable = (pen: Pen, rows: readonly { readonly label: string; readonly value: string }[]): void => {
  const width = (font: PDFFont) => (text: string) => font.widthOfTextAtSize(text, cell.size)
  const rule = () =>
    pen.sheet.drawLine({
      start: { x: margin.left, y: pen.y },
      end: { x: margin.left + inner, y: pen.y },
      thickness: 0.5,
      color: grey(pen),
    })
  const valueWidth = inner - labelWidth - 2 * cellPadding
  pen.y -= 4
  rows.forEach(({ label, value }, at) => {
    const labels = wrapText(pen.clean(label), labelWidth - 2 * cellPadding, width(pen.regular))
    const values = wrapText(pen.clean(value), valueWidth, width(pen.regular))
    const count = Math.max(labels.length, values.length)
    const height = Math.min(count * cell.leading + 2 * cellPadding, page.height - margin.top - margin.bottom)
    const before = pen.sheet
    room(pen, height)
    if (at === 0 || pen.sheet !== before) rule()
    pen.y -= cellPadding
    for (let index = 0; index < count; index += 1) {
      if (pen.y - cell.leading < margin.bottom) newSheet(pen)
      const top = pen.y
      setLine(pen, labels[index] ?? '', {
        ...cell,
        align: 'left',
        left: margin.left + cellPadding,
        width: labelWidth - 2 * cellPadding,
      })
      pen.y = top
      setLine(pen, values[index] ?? '', {
        ...cell,
        align: 'left',
        left: margin.left + labelWidth + cellPadding,
        width: valueWidth,
      })
    }
    pen.y -= cellPadding
    rule()
  })
  pen.y -= 8
}

const sealSize = 24 * mm

/** Name of the issuer at the right, the square of the seal over its end or 公印省略 below it. */
const setIssuer = (pen: Pen, letterhead: Letterhead): void => {
  const size = 12
  room(pen, body.leading * 2 + (letterhead.seal === 'place' ? sealSize - body.leading : 0))
  const indent = letterhead.seal === 'place' ? sealSize + 3 * mm : 6 * mm
  const top = pen.y
  setText(pen, letterhead.issuer, { size, leading: 22, align: 'right', width: inner - indent })
  if (letterhead.seal === 'omitted')
    setText(pen, '（公印省略）', { size: 9.5, leading: 15, align: 'right', width: inner - indent })
  if (letterhead.seal === 'place') {
    pen.sheet.drawRectangle({
      x: page.width - margin.right - sealSize,
      y: top - sealSize + 4,
      width: sealSize,
      height: sealSize,
      borderWidth: 0.5,
      borderColor: grey(pen),
      borderDashArray: [2, 2],
    })
    pen.y = Math.min(pen.y, top - sealSize)
  }
}

const setContent = (pen: Pen, line: ContentLine, letterhead: Letterhead): void => {
  switch (line.kind) {
    case 'heading':
      room(pen, 56)
      pen.y -= 8
      setText(pen, line.text, { size: 17, leading: 28, align: 'center', bold: true })
      pen.y -= 12
      return
    case 'text': {
      const size = line.size ?? body.size
      setText(pen, line.text, { size, leading: size * (body.leading / body.size), align: line.align ?? 'left' })
      return
    }
    case 'table':
      setTable(pen, line.rows)
      return
    case 'issuer':
      setIssuer(pen, letterhead)
      return
    case 'space':
      pen.y -= body.leading * line.lines
  }
}

const foot = { size: 8.5, leading: 12, align: 'left' } as const
/** Below the last line of the foot, above the number of the page. */
const footBottom = 13 * mm

/** 担当, address and telephone at the end of the last page, numbers of pages, the mark of samples. */
const setFeet = (pen: Pen, content: DocumentContent, texts: readonly string[]): void => {
  const width = (part: string) => pen.regular.widthOfTextAtSize(part, foot.size)
  const lines = texts.flatMap(text => wrapText(text, inner, width))
  const top = footBottom + lines.length * foot.leading
  // What was set so far may reach down to where a long foot begins.
  if (lines.length && pen.y < top + foot.leading / 2) newSheet(pen)
  pen.y = top
  for (const line of lines) setLine(pen, line, foot)
  const sheets = pen.pdf.getPages()
  sheets.forEach((sheet, at) => {
    pen.sheet = sheet
    pen.y = footBottom
    if (sheets.length > 1) setLine(pen, `${at + 1}／${sheets.length}`, { ...foot, align: 'center' })
    if (!content.sample) return
    const size = 130
    const width = pen.bold.widthOfTextAtSize('見本', size)
    const turn = Math.PI / 6
    sheet.drawText('見本', {
      x: page.width / 2 - (width / 2) * Math.cos(turn) + size * 0.2,
      y: page.height / 2 - (width / 2) * Math.sin(turn) - size * 0.2,
      size,
      font: pen.bold,
      color: pen.library.rgb(0.8, 0.1, 0.1),
      opacity: 0.22,
      rotate: pen.library.degrees(30),
    })
  })
}

export interface MadePdf {
  readonly bytes: Uint8Array
  /** Characters for which 〓 was printed, and those printed in their usual shape. */
  readonly missing: readonly string[]
  readonly plain: readonly string[]
}

/** Sets a document on A4. The same content gives the same bytes. */
export const makePdf = async (content: DocumentContent): Promise<MadePdf> => {
  const fonts = await loadFonts()
  const library = await pdfLibrary()
  const pdf = await library.create()
  const [regular, bold] = await Promise.all([
    pdf.embedFont(fonts.regular, { subset: true, customName: 'NotoSansJP-Regular' }),
    pdf.embedFont(fonts.bold, { subset: true, customName: 'NotoSansJP-Bold' }),
  ])
  const missing = new Set<string>()
  const plain = new Set<string>()
  const clean = (text: string): string => {
    const result = printable(text.replaceAll('\t', '　'), fonts)
    for (const one of result.missing) missing.add(one)
    for (const one of result.plain) plain.add(one)
    return result.text
  }
  pdf.setTitle(content.title, { showInWindowTitleBar: true })
  pdf.setLanguage('ja-JP')
  pdf.setAuthor(content.letterhead.organisation)
  pdf.setCreationDate(content.at)
  pdf.setModificationDate(content.at)
  const sheet = pdf.addPage([page.width, page.height])
  const pen: Pen = { library, pdf, regular, bold, clean, sheet, y: page.height - margin.top }
  for (const line of content.lines) setContent(pen, line, content.letterhead)
  const contact = content.letterhead.contact.map(clean)
  const notes = [
    missing.size ? '※〓は、この書体で印刷できない文字です。' : '',
    plain.size ? '※氏名等の異体字は、標準の字形で印刷しています。' : '',
  ]
  const note = notes.join('')
  setFeet(pen, content, note ? [...contact, note] : contact)
  return { bytes: await pdf.save({ useObjectStreams: false }), missing: [...missing], plain: [...plain] }
}
