import { OperatorError } from '../../base/problem.ts'

export interface BackupSettings {
  /** Folder, or `s3://bucket/prefix`. */
  readonly place: string
  /** Seconds between two shippings of the log. */
  readonly seconds: number
  /** When bases and proofs are made: cron expressions, Japanese time. */
  readonly baseCron: string
  readonly proofCron: string
  /** A proof older than this is an alarm. */
  readonly proofDays: number
  readonly keepDays: number
  readonly keepMonthly: number
  /** Folder for scratch restores. */
  readonly scratch: string | undefined
}

type Environment = Readonly<Record<string, string | undefined>>

const whole = (environment: Environment, name: string, usual: number, least: number, most: number): number => {
  const text = environment[name]
  if (!text) return usual
  const number = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN
  if (!(number >= least && number <= most))
    throw new OperatorError(`${name}=${text} is out of range: give a whole number from ${least} to ${most}.`)
  return number
}

const cron = (environment: Environment, name: string, usual: string): string => {
  const text = environment[name]
  if (!text) return usual
  if (!/^\S+( \S+){4}$/.test(text))
    throw new OperatorError(`${name}=${text} is not a time: write five fields as cron has them, like "${usual}".`)
  return text
}

/** A proof a week, and a day for one that failed. */
export const usualProofDays = 8

/** @returns undefined when MUSUBI_BACKUP names no place @throws OperatorError */
export const backupSettings = (environment: Environment = process.env): BackupSettings | undefined =>
  environment.MUSUBI_BACKUP ? settingsFor(environment.MUSUBI_BACKUP, environment) : undefined

/** The settings with a place that a command was given. */
export const settingsFor = (place: string, environment: Environment = process.env): BackupSettings => ({
  place,
  seconds: whole(environment, 'MUSUBI_BACKUP_SECONDS', 5, 1, 3600),
  baseCron: cron(environment, 'MUSUBI_BACKUP_AT', '30 1 * * *'),
  proofCron: cron(environment, 'MUSUBI_BACKUP_PROVE_AT', '30 3 * * 0'),
  proofDays: whole(environment, 'MUSUBI_BACKUP_PROVE_DAYS', usualProofDays, 1, 366),
  keepDays: whole(environment, 'MUSUBI_BACKUP_KEEP_DAYS', 35, 1, 3660),
  keepMonthly: whole(environment, 'MUSUBI_BACKUP_KEEP_MONTHLY', 12, 0, 240),
  scratch: environment.MUSUBI_BACKUP_SCRATCH || undefined,
})
