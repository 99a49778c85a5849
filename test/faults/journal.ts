import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs'
import type { Json } from '../../src/base/json.ts'

/** One revision of one record, as a writer asked for it. */
export interface Step {
  readonly register: string
  /** Unique in the run, in the field that names the register's records. */
  readonly mark: string
  readonly operation: 'create' | 'change' | 'remove'
  readonly version: number
  /** What the API must show afterwards, by field; `document.sha256` looks into a value. Other fields are not looked at. */
  readonly values: Readonly<Record<string, Json>>
}

/** What one request asks for: all of it counts, or nothing. */
export interface Deed {
  readonly key: string
  readonly how: 'create' | 'change' | 'remove' | 'special' | 'upload' | 'propose' | 'approve' | 'import' | 'letter'
  readonly steps: readonly Step[]
}

/** `refused`: the platform said that it is surely not recorded. `unknown`: nobody claims anything. */
export type Fate = 'acknowledged' | 'refused' | 'unknown'

export interface Told extends Deed {
  readonly fate: Fate
  /** Milliseconds of the machine's clock. */
  readonly sentAt: number
  readonly endedAt: number
}

type Line =
  | { readonly sent: Deed; readonly at: number }
  | { readonly ended: string; readonly fate: Fate; readonly why: string; readonly at: number }

/** What was acknowledged, outside of everything that is destroyed: on the disk before the writer goes on. */
export interface Journal {
  send(deed: Deed): void
  end(key: string, fate: Fate, why: string): void
  close(): void
}

export const openJournal = (path: string): Journal => {
  const file = openSync(path, 'a')
  const write = (line: Line): void => {
    writeSync(file, `${JSON.stringify(line)}\n`)
  }
  return {
    send: sent => write({ sent, at: Date.now() }),
    end: (ended, fate, why) => {
      write({ ended, fate, why, at: Date.now() })
      if (fate === 'acknowledged') fsyncSync(file)
    },
    close: () => closeSync(file),
  }
}

/** In the order in which they were sent; what never ended is unknown. */
export const readJournal = (path: string): readonly Told[] => {
  const all = new Map<string, Told>()
  for (const text of readFileSync(path, 'utf8').split('\n')) {
    if (text === '') continue
    const line: Line = JSON.parse(text)
    if ('sent' in line) {
      all.set(line.sent.key, { ...line.sent, fate: 'unknown', sentAt: line.at, endedAt: Number.POSITIVE_INFINITY })
      continue
    }
    const deed = all.get(line.ended)
    if (deed) all.set(line.ended, { ...deed, fate: line.fate, endedAt: line.at })
  }
  return [...all.values()]
}
