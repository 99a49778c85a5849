// A sequencer in a process of its own, to be killed: arguments are the owner's URL and the data folder.
import { openPool } from '../src/platform/database/pool.ts'
import { loadSigner } from '../src/platform/ledger/keys.ts'
import { outsideFolders } from '../src/platform/ledger/outside.ts'
import { startSequencer } from '../src/platform/ledger/sequencer.ts'

const [url = '', dataFolder = ''] = process.argv.slice(2)
startSequencer({
  owner: openPool(url, { max: 2 }),
  signer: loadSigner({ dataFolder }),
  outside: outsideFolders(dataFolder, ''),
  intervalMs: 1,
  checkpointMs: 20,
  batch: 200,
})
process.stdout.write('started\n')
