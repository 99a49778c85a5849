// A backup in a process of its own, to be killed: arguments are the data folder and the repository's.
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
    // Slow, so that it is surely killed in the middle.
    put: async (name, bytes) => {
      await new Promise(resolve => setTimeout(resolve, 5))
      await repository.put(name, bytes)
      written += name.startsWith('chunks/') ? 1 : 0
      if (written === 50) process.stdout.write('in the middle\n')
    },
  },
})
await backup.base()
process.stdout.write('done\n')
await backup.close()
