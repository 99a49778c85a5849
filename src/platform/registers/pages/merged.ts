import type { RouteRequest } from '../../routing/route.ts'
import type { RegisterField } from '../register.ts'
import type { RegisterService } from '../service.ts'
import { type Typed, typedOf } from './form-input.ts'
import type { EditTarget } from './form-pages.tsx'
import type { PageTools } from './page-tools.ts'

/**
 * The boxes after a conflict: what this person changed stays as typed, everything else is as the record stands now, so
 * that sending the form again does not undo what the other person did.
 */
export const merged = async (
  tools: PageTools,
  service: RegisterService,
  request: RouteRequest,
  fields: readonly RegisterField[],
  target: EditTarget,
  now: EditTarget,
  typed: Typed,
): Promise<Typed> => {
  const revisions = await tools.registers.history(service.register.id).revisions(request.act(), target.id)
  const seen = revisions.find(revision => revision.version === target.version)
  if (!seen) return typed
  const [then, current] = [typedOf(fields, seen.values), typedOf(fields, now.values)]
  const same = (id: string) => JSON.stringify(typed[id] ?? []) === JSON.stringify(then[id] ?? [])
  return Object.fromEntries(fields.map(({ id }) => [id, (same(id) ? current[id] : typed[id]) ?? []]))
}
