// Bundles the platform's own source (packages stay outside) so that a start needs no TypeScript at run time.

import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** A stamp of every source file's path, size and time: an unchanged tree is not built again. */
const stampOf = folders => {
  const hash = createHash('sha256')
  const walk = folder => {
    for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(folder, entry.name)
      if (entry.name === 'node_modules') continue
      if (entry.isDirectory()) walk(path)
      else {
        const { size, mtimeMs } = statSync(path)
        hash.update(`${path}|${size}|${mtimeMs}\n`)
      }
    }
  }
  for (const folder of folders) if (existsSync(folder)) walk(folder)
  return hash.digest('hex')
}

/** A reader sees the old file or the new one: two processes may start at once. */
const writeWhole = (path, content) => {
  writeFileSync(`${path}.${process.pid}`, content)
  renameSync(`${path}.${process.pid}`, path)
}

/**
 * Builds `entry` (a path below the project's root) to dist/ when its sources changed.
 * @returns the absolute path of the built module
 */
export const build = async entry => {
  const output = join(root, 'dist', entry.replaceAll('/', '-').replace(/\.tsx?$/, '.mjs'))
  const stampFile = `${output}.stamp`
  const stamp = stampOf([
    join(root, 'src'),
    join(root, 'bin'),
    join(root, 'bench'),
    join(root, 'test'),
    join(root, 'deploy'),
    join(root, dirname(entry)),
  ])
  if (existsSync(output) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return output
  mkdirSync(join(root, 'dist'), { recursive: true })
  const { build: bundle } = await import('esbuild')
  const { outputFiles } = await bundle({
    write: false,
    entryPoints: [join(root, entry)],
    outfile: output,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    packages: 'external',
    sourcemap: true,
    jsx: 'automatic',
    jsxImportSource: 'hono/jsx',
    logLevel: 'warning',
    define: { __MUSUBI_ROOT__: JSON.stringify(root) },
  })
  for (const file of outputFiles) writeWhole(file.path, file.contents)
  writeWhole(stampFile, stamp)
  return output
}

// `npm run build`: everything that a start would build, for a folder in which the platform's user may not write.
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await build('src/main.ts')
  const { buildClient } = await import('../src/web/assets/build.ts')
  await buildClient(join(root, 'src', 'web'), join(root, 'dist', 'client'))
}
