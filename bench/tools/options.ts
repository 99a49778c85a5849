export interface BenchOptions {
  /** A million records instead of a hundred thousand. */
  readonly full: boolean
  readonly rounds: number
  /** Of one round. */
  readonly seconds: number
}

const numberOf = (parameters: readonly string[], name: string, usual: number): number => {
  const found = parameters.find(parameter => parameter.startsWith(`--${name}=`))
  const value = found === undefined ? usual : Number(found.slice(name.length + 3))
  if (!Number.isInteger(value) || value < 1 || value > 60) throw new RangeError(`--${name} takes a number from 1 to 60`)
  return value
}

export const readOptions = (parameters: readonly string[]): BenchOptions => ({
  full: parameters.includes('--full'),
  rounds: numberOf(parameters, 'rounds', 7),
  seconds: numberOf(parameters, 'seconds', 3),
})
