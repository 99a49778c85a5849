import { type NoteSigner, type NoteVerifier, openNote, signNote } from './signed-note.ts'

/** What the log was at a moment (C2SP tlog-checkpoint): the operator can never show another tree of that size again. */
export interface Checkpoint {
  /** Name of the log, which is the name of its key. */
  readonly origin: string
  readonly size: number
  readonly root: Buffer
}

const checkpointText = ({ origin, size, root }: Checkpoint): string =>
  `${origin}\n${size}\n${root.toString('base64')}\n`

export const signCheckpoint = (size: number, root: Buffer, signer: NoteSigner): string =>
  signNote(checkpointText({ origin: signer.name, size, root }), signer)

/** Lines after the third (extensions) are allowed and ignored. @returns undefined when it is no checkpoint text */
export const parseCheckpointText = (text: string): Checkpoint | undefined => {
  const [origin = '', digits = '', encoded = ''] = text.split('\n')
  const root = Buffer.from(encoded, 'base64')
  if (origin === '' || !/^(0|[1-9]\d{0,15})$/.test(digits)) return undefined
  if (root.length !== 32 || root.toString('base64') !== encoded) return undefined
  return { origin, size: Number(digits), root }
}

/** @returns the checkpoint when a known key of its own name signed it, else undefined */
export const openCheckpoint = (note: string, verifiers: readonly NoteVerifier[]): Checkpoint | undefined => {
  const text = openNote(note, verifiers)
  const checkpoint = text === undefined ? undefined : parseCheckpointText(text)
  return checkpoint && verifiers.some(each => each.name === checkpoint.origin) ? checkpoint : undefined
}
