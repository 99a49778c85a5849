import { expect, test } from 'vitest'
import { acceptedTypes, servedType, typeOfUpload } from './content.ts'

const bytes = (text: string) => Buffer.from(text, 'latin1')
const png = bytes('\x89PNG\r\n\x1a\n…')
const word = bytes('PK\x03\x04……[Content_Types].xml…word/document.xml')
const docx = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'

test.each([
  ['図面.PDF', 'application/pdf', bytes('%PDF-1.7'), 'application/pdf'],
  ['図面.pdf', 'application/octet-stream', bytes('%PDF-1.7'), 'application/pdf'],
  ['写真', 'application/octet-stream', png, 'image/png'],
  ['一覧.csv', 'application/vnd.ms-excel', bytes('a,b'), 'text/csv'],
  ['一覧.csv', 'text/plain', bytes('a,b'), 'text/csv'],
  ['計画.docx', docx, word, docx],
  ['計画.docx', 'application/zip', word, docx],
  ['圧縮.zip', 'application/zip', bytes('PK\x03\x04…'), 'application/zip'],
  ['図.dwg', 'image/vnd.dwg', bytes('AC1032'), 'image/vnd.dwg'],
])('%s, sent as %s, is kept as what it is', (name, claimed, content, type) => {
  expect(typeOfUpload(name, claimed, content)).toEqual({ type })
})

test.each([
  ['図面.pdf', 'application/pdf', bytes('<html>')],
  ['図面.pdf', 'application/octet-stream', png],
  ['図面', 'application/pdf', png],
  ['計画.docx', docx, bytes('PK\x03\x04……xl/workbook.xml')],
  ['一覧.csv', 'text/csv', bytes('a\0b')],
  ['一覧.csv', 'text/csv', png],
  ['空.txt', 'text/plain', bytes('')],
])('%s, sent as %s, is refused when its contents are something else', (name, claimed, content) => {
  expect(typeOfUpload(name, claimed, content)).toHaveProperty('problem')
})

test('nothing that a browser would run is handed out under its own type', () => {
  for (const type of [
    'text/html',
    'image/svg+xml',
    'application/xhtml+xml',
    'text/javascript',
    'application/xml',
    'x/y',
  ])
    expect(servedType(type)).toBe('application/octet-stream')
  expect(servedType('application/pdf')).toBe('application/pdf')
})

test('what a field takes is told in words', () => {
  expect(acceptedTypes(['application/pdf', 'image/*', '.csv', '.dwg'])).toEqual({
    ja: 'PDF、画像、CSV、dwg',
    en: 'PDF, pictures, CSV, dwg',
  })
})
