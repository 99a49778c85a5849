import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import { OperatorError } from '../base/problem.ts'

/** Asks on the terminal without showing what is typed. */
const ask = (question: string): Promise<string> => {
  process.stderr.write(question)
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input: process.stdin, output: silent, terminal: true })
  return new Promise(resolve => {
    lines.question('', answer => {
      lines.close()
      process.stderr.write('\n')
      resolve(answer)
    })
  })
}

/**
 * A passphrase from MUSUBI_KEYS_PASSPHRASE (`@file`: from the file's first line), or typed. Never a parameter, which every
 * user of the machine could see. @param twice when it seals: a slip would be found when it is too late
 */
export const passphraseOf = async (question: string, twice: boolean): Promise<string> => {
  const given = process.env.MUSUBI_KEYS_PASSPHRASE
  if (given?.startsWith('@')) return readFileSync(given.slice(1), 'utf8').split('\n')[0] ?? ''
  if (given) return given
  if (!process.stdin.isTTY) throw new OperatorError('No passphrase was given: set MUSUBI_KEYS_PASSPHRASE.')
  const first = await ask(question)
  if (twice && (await ask('Again: ')) !== first) throw new OperatorError('The two passphrases differ; try again.')
  return first
}
