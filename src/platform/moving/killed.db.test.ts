import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { projectRoot } from '../../base/root.ts'
import { type MovingClub, movingClub } from './fixture.ts'
import { approvePlan, proposePlan } from './service/cut-over.ts'
import { rehearse } from './service/rehearse.ts'
import { asOwn, plansOf, stepsOf } from './store.ts'

const rows = 4_000
let at: MovingClub
beforeAll(async () => {
  at = await movingClub()
})
afterAll(() => at?.drop())

const number = (index: number): string => `K${String(index).padStart(7, '0')}`

/** @returns the signal that ended it, or its exit code */
const run = (...killed: readonly number[]) =>
  new Promise<string | number | null>((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [
        join(projectRoot, 'test/move-process.ts'),
        at.club.db.url('app'),
        at.club.organisation,
        at.folder,
        ...killed.map(String),
      ],
      { stdio: ['ignore', 'ignore', 'inherit'] },
    )
    child.on('error', reject)
    child.on('close', (code, signal) => resolve(signal ?? code))
  })

const count = async (table: string): Promise<number> => {
  const { owner } = at.club.db.database
  const [row] = await owner`select count(*)::int as n from ${owner(table)}`
  return Number(row?.['n'])
}

test('a cut-over that is killed shows whole groups or nothing of them, and goes on where it was', async () => {
  const move = await at.prepare('停止', {
    member: Array.from({ length: rows }, (_, index) => [number(index), '見本', `${index}`, '01', '4260401', '100', '']),
    booking: Array.from({ length: rows }, (_, index) => [`C${index}`, '20260401', number(index)]),
  })
  const { id } = await rehearse(at.tools, at.officerAct, move)
  const plan = await proposePlan(at.tools, at.officerAct, move, {
    rehearsal: id,
    day: '2026-11-22',
    leaveOut: false,
    reason: '切替',
  })
  await approvePlan(at.tools, at.chiefAct, move, plan)
  const state = () =>
    asOwn(at.club.db.database, at.officerAct, async tx => ({
      plan: (await plansOf(tx, at.club.organisation, move))[0]?.state,
      steps: (await stepsOf(tx, at.club.organisation, plan)).map(step => step.name),
    }))

  // In the middle of the first group: nothing of it is there.
  expect(await run(1, rows / 2)).toBe('SIGKILL')
  expect([await count('register.club_member'), await count('history.club_member')]).toEqual([0, 0])
  expect(await state()).toEqual({ plan: 'running', steps: [] })

  // In the middle of the second: the first is there, whole, and told as done.
  expect(await run(2, rows / 2)).toBe('SIGKILL')
  expect([await count('register.club_member'), await count('register.club_booking')]).toEqual([rows, 0])
  expect(await state()).toEqual({ plan: 'running', steps: ['members'] })

  expect(await run()).toBe(0)
  expect([await count('history.club_member'), await count('register.club_booking')]).toEqual([rows, rows])
  expect((await state()).plan).toBe('done')
})
