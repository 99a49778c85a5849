/** The library and its reader of fonts take a quarter of a second of a processor to load: who sets no page does without. */
export const pdfLibrary = async () => {
  const [library, { default: fontkit }] = await Promise.all([import('pdf-lib'), import('@pdf-lib/fontkit')])
  const { degrees, PDFDocument, rgb } = library
  return {
    fontkit,
    degrees,
    rgb,
    black: rgb(0, 0, 0),
    /** An empty document that can take fonts. */
    create: async () => {
      const pdf = await PDFDocument.create({ updateMetadata: false })
      pdf.registerFontkit(fontkit)
      return pdf
    },
  }
}

export type PdfLibrary = Awaited<ReturnType<typeof pdfLibrary>>
