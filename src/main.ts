import { administratorCommand, administratorUsage } from './commands/administrator.ts'
import { backupCommand, backupUsage } from './commands/backup.ts'
import { exportCommand, exportUsage } from './commands/export.ts'
import { generate } from './commands/generate.ts'
import { importCommand, importUsage } from './commands/import.ts'
import { leaveCommand, leaveUsage } from './commands/leave.ts'
import { moveInCommand, moveInUsage } from './commands/move-in.ts'
import { restoreCommand, restoreUsage } from './commands/restore.ts'
import { dataFolder } from './commands/settings.ts'
import { sites, sitesUsage } from './commands/sites.ts'
import { standby, standbyUsage } from './commands/standby.ts'
import { run, say } from './commands/terminal.ts'
import { up } from './commands/up.ts'
import { verify } from './commands/verify.ts'
import { withPlatform } from './commands/with-platform.ts'
import { region } from './regions/miyagi/index.ts'
import { systems } from './systems/index.ts'

const usage = `musubi: the shared public systems of a prefecture

  musubi up [--no-sample] [--standby]
                             start the platform (npm start), with a second site for a trial; Ctrl-C stops it
  ${standbyUsage}
  ${sitesUsage}
  musubi verify [--en]       prove the ledger and the registers
  musubi generate [--check]  make migrations and generated/ from the definitions
  ${importUsage}
  ${exportUsage}
  ${moveInUsage}
  ${administratorUsage}
  ${backupUsage}
  ${restoreUsage}
  ${leaveUsage}
  musubi help                this text

Environment: MUSUBI_DATA (data folder, default .musubi), PORT (8080), STAFF_PORT (8081), HOST, DATABASE_URL and
others: docs/operations.md.`

const [command = 'help', ...parameters] = process.argv.slice(2)

await run(async () => {
  switch (command) {
    case 'up':
      return up(parameters, region, systems, dataFolder())
    case 'standby':
      return standby(parameters, region, systems, dataFolder())
    case 'sites':
      return sites(parameters, dataFolder())
    case 'verify':
      return verify(parameters, region, systems, dataFolder())
    case 'import':
      return withPlatform(region, systems, dataFolder(), built => importCommand(built, parameters))
    case 'export':
      return withPlatform(region, systems, dataFolder(), built => exportCommand(built, parameters))
    case 'move-in':
      return withPlatform(region, systems, dataFolder(), built => moveInCommand(built, parameters))
    case 'administrator':
      return withPlatform(region, systems, dataFolder(), built => administratorCommand(built, parameters))
    case 'backup':
      return backupCommand(parameters, region, systems, dataFolder())
    case 'restore':
      return restoreCommand(parameters, region)
    case 'leave':
      return withPlatform(region, systems, dataFolder(), built => leaveCommand(built, parameters))
    case 'generate':
      return generate(parameters, region, systems)
    case 'help':
    case '--help':
      process.stdout.write(`${usage}\n`)
      return 0
    default:
      say(`musubi: there is no command "${command}"; "musubi help" lists those that there are.`)
      return 2
  }
})
