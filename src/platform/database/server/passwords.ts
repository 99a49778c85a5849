import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { OperatorError } from '../../../base/problem.ts'

/** `admin` is the superuser of the embedded server: backups, standby, repairs; the platform's own work never uses it. */
export type ServerRole = 'owner' | 'app' | 'public' | 'admin'

/** `replica` copies the database to another site; folders of older versions get one when they are opened. */
export type Passwords = Readonly<Record<ServerRole, string>> & { readonly replica: string }

const form = z.object({
  owner: z.string(),
  app: z.string(),
  public: z.string(),
  admin: z.string(),
  replica: z.string().optional(),
})

const fileOf = (dataFolder: string) => join(dataFolder, 'passwords.json')
const random = () => randomBytes(24).toString('base64url')
const write = (file: string, passwords: Passwords): Passwords => {
  writeFileSync(`${file}.part`, JSON.stringify(passwords), { mode: 0o600, flush: true })
  renameSync(`${file}.part`, file)
  return passwords
}

/** Passwords of this folder's database roles, made at the first start; the file is for its owner's eyes only. */
export const keepPasswords = (dataFolder: string): Passwords => {
  const file = fileOf(dataFolder)
  if (existsSync(file)) {
    const kept = read(file)
    return kept.replica === undefined ? write(file, { ...kept, replica: random() }) : { ...kept, replica: kept.replica }
  }
  return write(file, { owner: random(), app: random(), public: random(), admin: random(), replica: random() })
}

const read = (file: string) => {
  try {
    return form.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    throw new OperatorError(`${file} does not hold the passwords of the database any more; restore it from a backup.`)
  }
}
