import { spawnSync } from 'node:child_process'
import { chmodSync, closeSync, existsSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'

const succeeds = (command: string, parameters: readonly string[]): boolean =>
  spawnSync(command, [...parameters], { stdio: 'ignore' }).status === 0

/** A disk of its own at a folder, small enough to be filled. */
export interface SmallDisk {
  readonly folder: string
  /** Writes until nothing more fits. */
  fill(): void
  /** Gives back what `fill` took. */
  free(): void
  unmount(): void
}

/**
 * Mounts a disk in memory. @returns undefined where this is not allowed: only root may, and not in every container
 */
export const smallDisk = (folder: string, megabytes: number): SmallDisk | undefined => {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return undefined
  mkdirSync(folder, { recursive: true })
  if (!succeeds('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0755`, 'none', folder])) return undefined
  const ballast = join(folder, 'ballast')
  chmodSync(folder, 0o755)
  return {
    folder,
    fill: () => {
      const file = openSync(ballast, 'a', 0o600)
      try {
        for (let size = 1024 * 1024; size >= 512; ) {
          try {
            if (writeSync(file, Buffer.alloc(size)) < size) size /= 2
          } catch {
            size /= 2
          }
        }
      } finally {
        closeSync(file)
      }
    },
    free: () => {
      if (existsSync(ballast)) rmSync(ballast)
    },
    unmount: () => {
      succeeds('umount', ['-l', folder])
    },
  }
}
