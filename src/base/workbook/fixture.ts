import { deflateRawSync } from 'node:zlib'

/** A zip file of deflated texts. @param claimed what its directory and entries say of every size, true or not */
export const zipOf = (texts: Readonly<Record<string, string>>, claimed?: number): Uint8Array => {
  const pieces: Buffer[] = []
  const directory: Buffer[] = []
  let size = 0
  for (const [name, text] of Object.entries(texts)) {
    const packed = deflateRawSync(text)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(8, 4)
    common.writeUInt32LE(packed.byteLength, 14)
    common.writeUInt32LE(claimed ?? Buffer.byteLength(text), 18)
    common.writeUInt16LE(name.length, 22)
    const entry = Buffer.alloc(14)
    entry.writeUInt32LE(size, 10)
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), packed])
    directory.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, entry, Buffer.from(name))
    pieces.push(local)
    size += local.byteLength
  }
  const central = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(pieces.length, 8)
  end.writeUInt16LE(pieces.length, 10)
  end.writeUInt32LE(central.byteLength, 12)
  end.writeUInt32LE(size, 16)
  return new Uint8Array(Buffer.concat([...pieces, central, end]))
}

/** A workbook of one sheet with these rows, as XML. */
export const workbookOf = (rows: string, claimed?: number): Uint8Array =>
  zipOf(
    {
      '[Content_Types].xml': '<Types/>',
      'xl/workbook.xml': '<workbook><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>',
      'xl/_rels/workbook.xml.rels':
        '<Relationships><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
      'xl/worksheets/sheet1.xml': `<worksheet><sheetData>${rows}</sheetData></worksheet>`,
    },
    claimed,
  )
