import { parseArgs } from 'node:util'
import { InputError, OperatorError } from '../base/problem.ts'
import { appointAdministrator } from '../platform/access/people/appoint.ts'
import { listOrganisations } from '../platform/access/people/organisations.ts'
import type { Built } from './build-platform.ts'
import { say } from './terminal.ts'

export const administratorUsage =
  'musubi administrator --name <氏名> --email <address> [--kana <よみ>] [--staff-number <number>] [--body <code>]'

const options = {
  name: { type: 'string' },
  email: { type: 'string' },
  kana: { type: 'string' },
  'staff-number': { type: 'string' },
  body: { type: 'string' },
} as const

/** `musubi administrator`: somebody who can sign in and register the others. The password stands on stdout, once. */
export const administratorCommand = async (
  platform: Pick<Built, 'access' | 'services'>,
  parameters: readonly string[],
): Promise<number> => {
  const { values } = parseArgs({ args: [...parameters], options })
  const { name, email, kana, body } = values
  if (name === undefined || email === undefined)
    throw new OperatorError(`Name and address are needed: ${administratorUsage}`)
  const act = platform.services.systemAct('管理者の登録（コマンド）')
  const bodies = (await listOrganisations(platform.access.database.owner)).filter(one => one.id === one.tenant)
  const organisation = body === undefined ? act.actor.organisation : bodies.find(one => one.code === body)?.id
  if (organisation === undefined)
    throw new OperatorError(
      `There is no body with the code "${body}"; codes have six digits: ${bodies.flatMap(one => one.code ?? []).join(', ')}.`,
    )
  try {
    const { password } = await appointAdministrator(platform.access, act, {
      name,
      email,
      organisation,
      ...(kana === undefined ? {} : { kana }),
      ...(values['staff-number'] === undefined ? {} : { staffNumber: values['staff-number'] }),
    })
    say('The administrator is registered. The first password, shown this once, must be changed at the first sign-in:')
    process.stdout.write(`${password}\n`)
    return 0
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    for (const { message } of error.problems) say(`musubi: ${message.en}`)
    return 1
  }
}
