import { abolish, revoke, suspend } from './discipline-steps.ts'
import { grantRenewal, receiveRenewal, refuseRenewal } from './renewal-steps.ts'
import type { Step, StepPermit } from './step.ts'

/** All that officers do with a permit besides correcting it, the usual first. */
const steps: readonly Step[] = [receiveRenewal, grantRenewal, refuseRenewal, suspend, revoke, abolish]

export const findStep = (id: string): Step | undefined => steps.find(step => step.id === id)

/** Steps of a permit in its state; only the authority that issued it decides on it. */
export const nextSteps = (permit: StepPermit, authority: string): readonly Step[] =>
  permit.values['authority'] === authority ? steps.filter(step => step.offered(permit)) : []
