// A stand-in for the platform's process, to be killed: starts the embedded server and says so.
import { startEmbedded } from '../../src/platform/database/server/index.ts'

const folder = process.argv[2]
if (!folder) throw new Error('usage: stand-in <data folder>')
const server = await startEmbedded(folder, { log: line => console.log(line) })
console.log(JSON.stringify({ port: server.port, pid: server.pid(), adopted: server.adopted }))
setInterval(() => {}, 1000)
process.on('SIGTERM', async () => {
  await server.stop()
  process.exit(0)
})
