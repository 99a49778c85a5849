import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { projectRoot } from '../../base/root.ts'
import { chooseEncoding, compressible, worthCompressing } from '../compression/compression.ts'
import { buildClient } from './build.ts'

interface Asset {
  readonly name: string
  readonly hash: string
  readonly type: string
  readonly bytes: Uint8Array
  readonly br: Uint8Array | undefined
  readonly gzip: Uint8Array | undefined
}

/** The client files. Their addresses carry a hash of their content: a browser asks once for each, for ever. */
export interface Assets {
  has(name: string): boolean
  /** Throws when there is no such file: a page must not name what is not there. */
  url(name: string): string
  respond(hash: string, name: string, acceptEncoding: string | null): Response | undefined
}

const types: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
}

const asset = (name: string, bytes: Uint8Array): Asset => {
  const type = types[name.slice(name.lastIndexOf('.') + 1)] ?? 'application/octet-stream'
  const pack = bytes.length > worthCompressing && compressible(type)
  return {
    name,
    hash: createHash('sha256').update(bytes).digest('base64url').slice(0, 12),
    type,
    bytes,
    br: pack ? brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }) : undefined,
    gzip: pack ? gzipSync(bytes, { level: 9 }) : undefined,
  }
}

export const assetsOf = (files: Readonly<Record<string, Uint8Array>>): Assets => {
  const assets = new Map(Object.entries(files).map(([name, bytes]) => [name, asset(name, bytes)]))
  return {
    has: name => assets.has(name),
    url: name => {
      const found = assets.get(name)
      if (!found) throw new Error(`no client file ${name}`)
      return `/assets/${found.hash}/${name}`
    },
    respond: (hash, name, acceptEncoding) => {
      const found = assets.get(name)
      // An address of an older start must not bring today's file under yesterday's name, which would be kept for ever.
      if (!found || found.hash !== hash) return undefined
      const encoding = found.br ? chooseEncoding(acceptEncoding) : undefined
      const bytes = (encoding && found[encoding]) ?? found.bytes
      return new Response(new Uint8Array(bytes), {
        headers: {
          'content-type': found.type,
          'cache-control': 'public, max-age=31536000, immutable',
          'x-content-type-options': 'nosniff',
          'cross-origin-resource-policy': 'same-origin',
          vary: 'Accept-Encoding',
          ...(encoding ? { 'content-encoding': encoding } : {}),
        },
      })
    },
  }
}

/** Builds what changed since the last start and reads it. */
export const loadAssets = async (): Promise<Assets> => {
  const folder = join(projectRoot, 'dist', 'client')
  await buildClient(join(projectRoot, 'src', 'web'), folder)
  return assetsOf(
    Object.fromEntries(
      readdirSync(folder)
        .filter(name => /\.(?:css|js|svg|png)$/.test(name))
        .map(name => [name, new Uint8Array(readFileSync(join(folder, name)))]),
    ),
  )
}
