import { describe, expect, it } from 'vitest'
import { openCheckpoint, parseCheckpointText, signCheckpoint } from './checkpoint.ts'
import { leafHash } from './merkle.ts'
import { openNote, parseSigner, parseVerifier, signerOf, signerText, signNote } from './signed-note.ts'

// Key, text and signature of golang.org/x/mod/sumdb/note (note_test.go).
const vkey = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'
const skey = 'PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz'
const text = `If you think cryptography is the answer to your problem,
then you don't know what your problem is.
`
const note = `${text}
— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
`
const other = signerOf('other.example/log', Buffer.alloc(32, 7))

describe('signed notes', () => {
  it('are those of the reference implementation', () => {
    expect(signNote(text, parseSigner(skey))).toBe(note)
    expect(parseSigner(skey).text).toBe(vkey)
    expect(openNote(note, [parseVerifier(vkey)])).toBe(text)
  })

  it('are refused when text, name or signature was changed, or nobody known signed', () => {
    const known = [parseVerifier(vkey)]
    expect(openNote(note.replace('answer', 'Answer'), known)).toBeUndefined()
    expect(openNote(note.replace('— PeterNeumann', '— PeterNewmann'), known)).toBeUndefined()
    expect(openNote(note.replace('x08go/ZJ', 'x08go/ZK'), known)).toBeUndefined()
    expect(openNote(note, [other])).toBeUndefined()
    expect(openNote(text, known)).toBeUndefined()
  })

  it('pass over signatures of unknown witnesses', () => {
    const witness = signNote(text, other).split('\n\n')[1] ?? ''
    expect(openNote(`${note}${witness}`, [parseVerifier(vkey)])).toBe(text)
  })

  it('have keys that fit their names', () => {
    expect(() => parseVerifier(vkey.replace('PeterNeumann', 'PaulNeumann'))).toThrow('does not fit')
    expect(() => parseVerifier('nonsense')).toThrow()
    expect(() => signerOf('two words', Buffer.alloc(32))).toThrow('cannot be named')
    expect(parseSigner(signerText('other.example/log', Buffer.alloc(32, 7))).text).toBe(other.text)
  })
})

describe('checkpoints', () => {
  const root = leafHash('x')
  it('come back from their note', () => {
    const signed = signCheckpoint(17, root, other)
    expect(signed.startsWith(`other.example/log\n17\n${root.toString('base64')}\n\n— other.example/log `)).toBe(true)
    expect(openCheckpoint(signed, [other])).toEqual({ origin: 'other.example/log', size: 17, root })
  })

  it('of another log under a known key are refused', () => {
    expect(openCheckpoint(signNote(`foreign\n17\n${root.toString('base64')}\n`, other), [other])).toBeUndefined()
  })

  it('with a bent size or root are no checkpoints', () => {
    const encoded = root.toString('base64')
    for (const bad of [`o\n017\n${encoded}\n`, `o\n-1\n${encoded}\n`, `o\n1\n${encoded.slice(4)}\n`, 'o\n1\n', ''])
      expect(parseCheckpointText(bad), bad).toBeUndefined()
    expect(parseCheckpointText(`o\n0\n${encoded}\nextension\n`)?.size).toBe(0)
  })
})
