import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { projectRoot } from '../../src/base/root.ts'

export interface Source {
  /** Below the project's root, with slashes. */
  readonly path: string
  readonly text: string
}

const skipped = new Set(['node_modules', 'dist', '.git', '.musubi', 'coverage'])

/** Every file below a folder of the project whose name ends so. */
export const sourcesIn = (folder: string, ends: RegExp = /\.(?:ts|tsx)$/): readonly Source[] =>
  readdirSync(join(projectRoot, folder), { withFileTypes: true }).flatMap(entry => {
    const path = folder === '.' ? entry.name : `${folder}/${entry.name}`
    if (entry.isDirectory()) return skipped.has(entry.name) ? [] : sourcesIn(path, ends)
    return ends.test(entry.name) ? [{ path, text: readFileSync(join(projectRoot, path), 'utf8') }] : []
  })

export interface Import {
  readonly from: string
  readonly to: string
  readonly typeOnly: boolean
}

const importForm =
  /^\s*(import|export)(\s+type\b)?[^'"`;]*?from\s+'(\.[^']+)'|^\s*import\s+'(\.[^']+)'|\bimport\('(\.[^']+)'\)/gm

/** A source's imports of other files of the project. */
export const importsOf = ({ path, text }: Source): readonly Import[] =>
  [...text.matchAll(importForm)].flatMap(match => {
    const target = match[3] ?? match[4] ?? match[5]
    if (target === undefined) return []
    const to = relative(projectRoot, resolve(projectRoot, dirname(path), target)).replaceAll('\\', '/')
    return [{ from: path, to, typeOnly: match[2] !== undefined }]
  })
