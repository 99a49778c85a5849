import { expect, test } from 'vitest'
import { OperatorError } from '../base/problem.ts'
import { actOf, actor, everything, home } from '../platform/registers/fixture.ts'
import { actFor } from './act.ts'

const read = new Set([...everything('club')].filter(name => name !== 'club.readSpecial'))
const services = { systemAct: (reason?: string) => actOf(actor(home, read), reason) }

test('special values are asked for, with a reason that the ledger keeps', () => {
  expect(actFor(services, 'club', {}).actor.permissions.has('club.readSpecial')).toBe(false)
  const act = actFor(services, 'club', { 'with-special': true, reason: '移行のため' })
  expect(act.reason).toBe('移行のため')
  expect(act.actor.permissions.has('club.readSpecial')).toBe(true)
  expect(act.actor.permissions.has('other.readSpecial')).toBe(false)
  for (const reason of [undefined, '', ' '])
    expect(() => actFor(services, 'club', { 'with-special': true, reason })).toThrow(OperatorError)
})

test('an organisation is one of those that there are', () => {
  expect(actFor(services, 'club', { organisation: home }).actor.organisation).toBe(home)
  expect(() => actFor(services, 'club', { organisation: 'miyagi' })).toThrow(OperatorError)
})
