import type { Bilingual } from '../base/bilingual.ts'
import type { CodeDefinition } from '../base/codes/code.ts'
import type { RoleDefinition } from './access/role.ts'
import type { JobDefinition } from './jobs/runner.ts'
import type { MoveOffer } from './moving/offer.ts'
import type { IndicatorDefinition } from './plan/definition.ts'
import type { RecordCheck, RegisterDefinition } from './registers/definition.ts'
import type { LayoutDefinition } from './registers/import/layout.ts'
import type { PublicExtras } from './registers/pages/public-pages.tsx'
import type { StaffExtras } from './registers/pages/staff-record.tsx'
import type { SeveralAct } from './registers/several/act.ts'
import type { MenuEntry, Route } from './routing/route.ts'
import type { Services } from './services.ts'
import type { SettingDefinition } from './settings/definition.ts'
import type { WorkDefinition } from './work.ts'

/** A system of the plan: one folder of declarations, and beside them the code that a declaration cannot say. */
export interface SystemDefinition {
  /** Folder name below src/systems. */
  readonly id: string
  readonly title: Bilingual
  readonly summary: Bilingual
  /** Ids of the plan's entries that this system is, such as `3-1-5`. */
  readonly measures: readonly string[]
  /** Where 「開く」 of its entries leads: a path of the public listener. */
  readonly open: string
  /** What most people come to it for; the front page shows the first three. */
  readonly task?: { readonly title: Bilingual; readonly text: Bilingual; readonly path: string }
  readonly registers: readonly RegisterDefinition[]
  /** What conditions cannot say of a record as a whole, by register id. */
  readonly checks?: Readonly<Record<string, RecordCheck>>
  readonly roles: readonly RoleDefinition[]
  /** Codes with a structure of their own that its fields use. */
  readonly codes?: readonly CodeDefinition[]
  readonly indicators?: readonly IndicatorDefinition[]
  /** What differs between organisations, with its default. */
  readonly settings?: readonly SettingDefinition[]
  /** Pages and queries of its own. */
  readonly routes?: (services: Services) => readonly Route[]
  /** What it adds to the pages that its registers have from their declaration, by register id. */
  readonly extras?: (services: Services) => Readonly<Record<string, PublicExtras & StaffExtras>>
  /** Shapes of files that others prescribe; offered on the import pages of their registers. */
  readonly layouts?: (services: Services) => readonly LayoutDefinition[]
  /** Layouts of old systems with a mapping to its registers, for municipalities that move in. */
  readonly moves?: readonly MoveOffer[]
  /** What officers do with many records at once; its pages come from the declaration. */
  readonly several?: (services: Services) => readonly SeveralAct[]
  /** What waits for whom, counted on the first page of the officers. */
  readonly work?: (services: Services) => readonly WorkDefinition[]
  readonly menu?: readonly MenuEntry[]
  /** Work that runs at set times. */
  readonly jobs?: (services: Services) => readonly JobDefinition[]
  /** Roles that the sample people hold: 担当, 課長, an officer of an office outside the headquarters, and of a municipality. */
  readonly sampleRoles?: {
    readonly officer?: readonly string[]
    readonly chief?: readonly string[]
    readonly office?: readonly string[]
    readonly municipal?: readonly string[]
  }
  /** Loads sample records, marked as such; deterministic. */
  readonly sample?: (services: Services, progress: (done: number, total: number) => void) => Promise<void>
}

export const defineSystem = (definition: SystemDefinition): SystemDefinition => definition
