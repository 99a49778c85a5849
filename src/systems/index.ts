import type { SystemDefinition } from '../platform/system.ts'

/** The systems that this platform runs, in the order in which menus name them. */
export const systems: readonly SystemDefinition[] = []
