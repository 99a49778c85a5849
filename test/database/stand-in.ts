// A stand-in for the platform's process, to be killed: starts the embedded server and says so.
import { startEmbedded } from '../../src/platform/database/server/index.ts'

const folder = process.argv[2]
if (!folder) throw new Error('usage: stand-in <data folder>')
const server = await startEmbedded(folder, { log: line => console.log(line) })
// Before it says that it runs: whoever reads that may end it at once.
process.on('SIGTERM', async () => {
  await server.stop()
  process.exit(0)
})
setInterval(() => {}, 1000)
console.log(JSON.stringify({ port: server.port, pid: server.pid(), adopted: server.adopted }))
