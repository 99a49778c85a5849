import type { ImportFile } from '../../registers/import/file.ts'
import type { CharacterTable } from '../convert/characters.ts'
import type { PackageDefinition } from '../definition.ts'
import type { PlaceNames } from '../mapping/address.ts'
import type { MoveMapping } from '../mapping/definition.ts'

/** A file that was handed over for one of the package's. */
export interface MoveFile {
  /** Id of the package's file. */
  readonly file: string
  readonly name: string
  readonly sha256: string
  readonly size: number
  readonly content: ImportFile
}

/** Everything that a rehearsal, a cut-over or a comparison reads. The same input gives the same records. */
export interface MoveInput {
  readonly package: PackageDefinition
  readonly mapping: MoveMapping
  readonly characters: CharacterTable
  readonly files: readonly MoveFile[]
  /** Day on which codes must hold. */
  readonly day: string
  /** Practice with invented data: the records are marked as samples. */
  readonly sample: boolean
  readonly places: PlaceNames
  /** What may stand for a sign, where the region has such a map. */
  readonly shrink?: ReadonlyMap<string, readonly string[]> | undefined
}
