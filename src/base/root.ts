import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

declare const __MUSUBI_ROOT__: string | undefined

/** The project's folder, also from the bundled build: migrations, fonts and client files are found from here. */
export const projectRoot: string =
  typeof __MUSUBI_ROOT__ === 'string' ? __MUSUBI_ROOT__ : join(dirname(fileURLToPath(import.meta.url)), '..', '..')
