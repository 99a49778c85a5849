// Writes the files of every node: node bin/run.mjs deploy/render.ts <cluster.json> <secrets.json> <folder>
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { OperatorError } from '../src/base/problem.ts'
import { type Cluster, checkCluster, machinesOf, type Secrets } from './cluster.ts'
import { renderNode } from './templates.ts'

const newPassword = (): string => Buffer.from(crypto.getRandomValues(new Uint8Array(24))).toString('base64url')

/** Made at the first time and kept: whoever renders again must not change the passwords of a running cluster. */
const secretsIn = (path: string): Secrets => {
  if (!existsSync(path)) {
    const secrets: Secrets = {
      superuserPassword: newPassword(),
      replicationPassword: newPassword(),
      rewindPassword: newPassword(),
      setupPassword: newPassword(),
    }
    writeFileSync(path, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600, flag: 'wx' })
  }
  return JSON.parse(readFileSync(path, 'utf8'))
}

const main = ([clusterFile, secretsFile, folder]: readonly string[]): number => {
  if (!clusterFile || !secretsFile || !folder) {
    process.stderr.write('usage: node bin/run.mjs deploy/render.ts <cluster.json> <secrets.json> <folder>\n')
    return 2
  }
  try {
    const cluster: Cluster = checkCluster(JSON.parse(readFileSync(clusterFile, 'utf8')))
    const secrets = secretsIn(secretsFile)
    for (const node of machinesOf(cluster))
      for (const { path, text, secret } of renderNode(cluster, node, secrets)) {
        const target = join(folder, node.name, path)
        mkdirSync(dirname(target), { recursive: true, mode: 0o700 })
        writeFileSync(target, text, { mode: secret ? 0o600 : 0o644 })
      }
    process.stdout.write(
      `${machinesOf(cluster)
        .map(({ name }) => join(folder, name))
        .join('\n')}\n`,
    )
    return 0
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error
    process.stderr.write(`${error.message}\n`)
    return 1
  }
}

process.exit(main(process.argv.slice(2)))
