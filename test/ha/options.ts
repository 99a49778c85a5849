import { trials } from './trials.ts'

export interface Options {
  /** Repeats order and moments of a run. */
  readonly seed: number
  readonly count: number
  /** Words of the titles of the trials to run; none: all in turn. */
  readonly only?: string
  /** Logs are kept also after success. */
  readonly keep: boolean
}

const given = (parameters: readonly string[], name: string): string | undefined =>
  parameters.find(parameter => parameter.startsWith(`--${name}=`))?.slice(name.length + 3)

export const readOptions = (parameters: readonly string[]): Options => {
  const only = given(parameters, 'only')
  return {
    seed: Number(given(parameters, 'seed') ?? Math.floor(Math.random() * 1e6)),
    count: Number(given(parameters, 'trials') ?? 2 * trials.length),
    ...(only === undefined ? {} : { only }),
    keep: parameters.includes('--keep'),
  }
}
