import { expect, test } from 'vitest'
import { readForm, readJson } from './body.ts'

const limits = { form: 100, upload: 1000 }
const post = (body: string | FormData, type?: string) =>
  new Request('http://h/', { method: 'POST', body, ...(type ? { headers: { 'content-type': type } } : {}) })
const urlencoded = 'application/x-www-form-urlencoded'

test('several values of one name stay several, and no name is special', async () => {
  const { values } = await readForm(post('a=1&a=2&__proto__=x&b=%E4%BB%99%E5%8F%B0', urlencoded), limits)
  expect(values.a).toEqual(['1', '2'])
  expect(values.b).toEqual(['仙台'])
  expect(Object.entries(values)).toContainEqual(['__proto__', ['x']])
})

test('files come with name and bytes; an empty file box is no file', async () => {
  const form = new FormData()
  form.append('name', '見本')
  form.append('file', new File(['abc'], '許可.csv', { type: 'text/csv' }))
  form.append('none', new File([], ''))
  const { values, files } = await readForm(post(form), limits)
  expect(values.name).toEqual(['見本'])
  expect(files.file?.[0]).toMatchObject({ name: '許可.csv', type: 'text/csv' })
  expect(Buffer.from(files.file?.[0]?.bytes ?? []).toString()).toBe('abc')
  expect(files.none).toBeUndefined()
})

test('a body longer than allowed stops, with and without a stated length', async () => {
  await expect(readForm(post('a'.repeat(101), urlencoded), limits)).rejects.toMatchObject({ status: 413 })
  const endless = new ReadableStream({ pull: controller => controller.enqueue(new Uint8Array(64)) })
  const request = new Request('http://h/', {
    method: 'POST',
    body: endless,
    headers: { 'content-type': urlencoded },
    duplex: 'half',
  } as RequestInit)
  await expect(readForm(request, limits)).rejects.toMatchObject({ status: 413 })
})

test('what is not understood is refused, never guessed', async () => {
  await expect(readForm(post('{}', 'application/json'), limits)).rejects.toMatchObject({ status: 415 })
  await expect(readForm(post('x', 'multipart/form-data; boundary=y'), limits)).rejects.toMatchObject({ status: 400 })
  await expect(readJson(post('{', 'application/json'), limits)).rejects.toMatchObject({ status: 400 })
  await expect(readJson(post('{}', 'text/plain'), limits)).rejects.toMatchObject({ status: 415 })
  expect(await readJson(post('{"a":1}', 'application/merge-patch+json'), limits)).toEqual({ a: 1 })
})

test('a form of more boxes than any page has is refused before it is taken apart', async () => {
  const roomy = { form: 1e6, upload: 1e6 }
  const boxes = (count: number) => post(Array.from({ length: count }, (_, n) => n.toString(36)).join('&'), urlencoded)
  await expect(readForm(boxes(20_001), roomy)).rejects.toMatchObject({ status: 413 })
  expect(Object.keys((await readForm(boxes(20_000), roomy)).values)).toHaveLength(20_000)
})
