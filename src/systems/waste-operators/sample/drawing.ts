import { loadFonts } from '../../../platform/registers/documents/font.ts'
import { pdfLibrary } from '../../../platform/registers/documents/pdf-library.ts'

/** Sample facilities that have a plan; in the files of an office most are on paper. */
export const drawnFacilities = 40

export const drawingName = '見本_施設平面図.pdf'

const size = { width: 842, height: 595 }

/** Places of an invented facility: left, bottom, width, height in points. */
const places: readonly (readonly [string, number, number, number, number])[] = [
  ['受入ヤード', 90, 330, 180, 150],
  ['選別ライン', 290, 330, 200, 150],
  ['破砕機', 510, 330, 130, 150],
  ['保管場所（処理前）', 90, 140, 230, 150],
  ['保管場所（処理後）', 340, 140, 180, 150],
  ['管理棟', 540, 140, 100, 150],
]

/** The ground plan of no real facility, as A4 on its side; the same bytes each time. */
export const sampleDrawing = async (): Promise<Uint8Array> => {
  const { black, create, degrees, rgb } = await pdfLibrary()
  const pdf = await create()
  const font = await pdf.embedFont((await loadFonts()).regular, { subset: true, customName: 'NotoSansJP-Regular' })
  const at = new Date('2014-03-31T00:00:00Z')
  pdf.setTitle('施設平面図（見本）', { showInWindowTitleBar: true })
  pdf.setLanguage('ja-JP')
  pdf.setCreationDate(at)
  pdf.setModificationDate(at)
  const sheet = pdf.addPage([size.width, size.height])
  sheet.drawText('施設平面図（見本）　実在する施設ではありません', { x: 60, y: 540, size: 16, font, color: black })
  sheet.drawRectangle({ x: 60, y: 110, width: 720, height: 400, borderColor: black, borderWidth: 2 })
  for (const [name, x, y, width, height] of places) {
    sheet.drawRectangle({ x, y, width, height, borderColor: black, borderWidth: 1 })
    sheet.drawText(name, { x: x + 8, y: y + height - 20, size: 12, font, color: black })
  }
  sheet.drawText('搬入口', { x: 700, y: 120, size: 12, font, color: black })
  sheet.drawText('縮尺 1:500', { x: 60, y: 85, size: 11, font, color: black })
  sheet.drawText('見本', {
    x: 250,
    y: 150,
    size: 200,
    font,
    color: rgb(0.8, 0.1, 0.1),
    opacity: 0.2,
    rotate: degrees(25),
  })
  return pdf.save({ useObjectStreams: false })
}
