import { abolish, revoke, suspend } from './discipline-steps.ts'
import { grantRenewal, receiveRenewal, refuseRenewal } from './renewal-steps.ts'
import type { Step } from './step.ts'

/** All that officers do with a permit besides correcting it, the usual first. */
export const permitSteps: readonly Step[] = [receiveRenewal, grantRenewal, refuseRenewal, suspend, revoke, abolish]

export const findStep = (id: string): Step | undefined => permitSteps.find(step => step.id === id)
