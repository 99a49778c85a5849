// A backup in a process of its own, killed in the middle; by itself, since a signal of the test may come when all is done.
// Arguments are the data folder and the repository's.
import { join } from 'node:path'
import { systemClock } from '../src/base/clock.ts'
import { openBackup } from '../src/platform/backup/backup.ts'
import { folderRepository } from '../src/platform/backup/repository/folder.ts'
import { folderObjects } from '../src/platform/files/folder.ts'

const [dataFolder = '', folder = ''] = process.argv.slice(2)
const repository = folderRepository(folder)
let written = 0
const backup = await openBackup({
  dataFolder,
  objects: folderObjects(join(dataFolder, 'files')),
  keys: [],
  clock: systemClock,
  repository: {
    ...repository,
    put: async (name, bytes) => {
      await repository.put(name, bytes)
      written += name.startsWith('chunks/') ? 1 : 0
      if (written === 50) process.kill(process.pid, 'SIGKILL')
    },
  },
})
await backup.base()
await backup.close()
