import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const stampOf = (folders: readonly string[]): string => {
  const hash = createHash('sha256')
  for (const folder of folders) {
    for (const name of readdirSync(folder).sort()) {
      const { size, mtimeMs } = statSync(join(folder, name))
      hash.update(`${folder}/${name}|${size}|${mtimeMs}\n`)
    }
  }
  return hash.digest('hex')
}

const isCurrent = (folder: string, stamp: string): boolean => {
  const file = join(folder, 'stamp')
  return existsSync(file) && readFileSync(file, 'utf8') === stamp
}

const tokensFile = createRequire(import.meta.url).resolve('@digital-go-jp/design-tokens/dist/tokens.css')

/** The Digital Agency's tokens that the stylesheet names, as custom properties; the other hundreds stay behind. */
const usedTokens = (css: string): string => {
  const tokens = new Map(
    [...readFileSync(tokensFile, 'utf8').matchAll(/^\s*(--[\w-]+):\s*([^;]+);/gm)].map(([, name = '', value = '']) => [
      name,
      value,
    ]),
  )
  const used = new Set(
    [...css.matchAll(/var\((--(?:color|font|elevation|border)-[\w-]+)\)/g)].map(([, name = '']) => name),
  )
  const lines = [...used].map(name => {
    const value = tokens.get(name)
    if (value === undefined)
      throw new Error(`the stylesheet names ${name}, which is no token of @digital-go-jp/design-tokens`)
    return `${name}:${value};`
  })
  return `:root{${lines.join('')}}\n`
}

/**
 * Bundles `client/*.ts`, joins `style/*.css` in the order of their names, and copies pictures. Made in a folder of its
 * own and moved into place, so that two processes that start at once never read half a file; the stamp saves the tool's
 * start when nothing changed.
 */
export const buildClient = async (source: string, target: string): Promise<void> => {
  const client = join(source, 'client')
  const style = join(source, 'style')
  const stamp = stampOf([client, style])
  if (isCurrent(target, stamp)) return
  mkdirSync(dirname(target), { recursive: true })
  const work = mkdtempSync(`${target}.`)
  const { build, transform } = await import('esbuild')
  await build({
    entryPoints: readdirSync(client)
      .filter(name => name.endsWith('.ts') && !name.endsWith('.d.ts'))
      .map(name => join(client, name)),
    outdir: work,
    bundle: true,
    minify: true,
    format: 'esm',
    target: ['es2022', 'safari15'],
    loader: { '.png': 'dataurl' },
    logLevel: 'warning',
  })
  const css = readdirSync(style)
    .filter(name => name.endsWith('.css'))
    .sort()
    .map(name => readFileSync(join(style, name), 'utf8'))
    .join('\n')
  writeFileSync(
    join(work, 'site.css'),
    (await transform(usedTokens(css) + css, { loader: 'css', minify: true, target: 'safari15' })).code,
  )
  for (const name of readdirSync(client).filter(name => name.endsWith('.svg'))) {
    writeFileSync(join(work, name), readFileSync(join(client, name)))
  }
  writeFileSync(join(work, 'stamp'), stamp)
  try {
    if (isCurrent(target, stamp)) throw new Error('built meanwhile by another process')
    rmSync(target, { recursive: true, force: true })
    renameSync(work, target)
  } catch (error) {
    rmSync(work, { recursive: true, force: true })
    if (!isCurrent(target, stamp)) throw error
  }
}
