import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir, userInfo } from 'node:os'
import { dirname, join } from 'node:path'
import { projectRoot } from '../src/base/root.ts'

const packageFolder = dirname(dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')))

const version = (): string => {
  const manifest: unknown = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8'))
  if (typeof manifest === 'object' && manifest && 'version' in manifest) return String(manifest.version)
  throw new Error('@sparticuz/chromium has no version')
}

/** The package unpacks into whatever `TMPDIR` says and asks it once; nothing else runs in between. */
const unpackInto = async (folder: string): Promise<void> => {
  const before = process.env.TMPDIR
  process.env.TMPDIR = folder
  try {
    const { default: chromium, inflate } = await import('@sparticuz/chromium')
    await chromium.executablePath()
    await inflate(join(packageFolder, 'bin', 'al2023.tar.br'))
  } finally {
    if (before === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = before
  }
}

/** Chromium finds Noto Sans JP, which the platform ships for its letters, and nothing that only this machine has. */
const writeFontSettings = (folder: string): string => {
  const file = join(folder, 'fonts.conf')
  const fonts = join(projectRoot, 'node_modules', '@expo-google-fonts', 'noto-sans-jp')
  const aliases = ['sans-serif', 'system-ui', 'serif', 'monospace']
    .map(
      name =>
        `<match target="pattern"><test name="family"><string>${name}</string></test><edit name="family" mode="append" binding="strong"><string>Noto Sans JP</string></edit></match>`,
    )
    .join('')
  mkdirSync(folder, { recursive: true })
  writeFileSync(
    file,
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>${fonts}/400Regular</dir><dir>${fonts}/700Bold</dir><cachedir>${folder}/font-cache</cachedir>${aliases}</fontconfig>`,
  )
  return file
}

export interface Chromium {
  readonly executable: string
  /** Libraries for a machine that has none of a browser's. */
  readonly libraries: string
  readonly fontSettings: string
}

/**
 * The Chromium that came from the registry, unpacked once for each version and user: the package would silently go on
 * with an older one of the same name. Unpacked beside and moved, so that two runs never start half a browser.
 */
export const findChromium = async (): Promise<Chromium> => {
  const folder = join(tmpdir(), `musubi-chromium-${version()}-${userInfo().uid}`)
  if (!existsSync(join(folder, 'chromium'))) {
    const work = mkdtempSync(`${folder}.`)
    await unpackInto(work)
    try {
      renameSync(work, folder)
    } catch (error) {
      rmSync(work, { recursive: true, force: true })
      if (!existsSync(join(folder, 'chromium'))) throw error
    }
  }
  return {
    executable: join(folder, 'chromium'),
    libraries: join(folder, 'al2023', 'lib'),
    fontSettings: writeFontSettings(folder),
  }
}
