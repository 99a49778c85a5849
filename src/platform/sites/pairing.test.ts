import { X509Certificate } from 'node:crypto'
import { createServer } from 'node:http'
import { expect, test } from 'vitest'
import { codeLife, invite, joinSite, type Paired, parseCode } from './pairing.ts'
import type { SiteAddress } from './pairing-file.ts'

const first: SiteAddress = { address: '127.0.0.1', control: 8090, database: 5440 }
const second: SiteAddress = { address: '127.0.0.3', control: 8091, database: 5441 }

const opened = async (now?: () => Date) => {
  const kept: Paired[] = []
  const lines: string[] = []
  const invitation = await invite({
    own: first,
    port: 0,
    keep: paired => {
      kept.push(paired)
    },
    log: line => {
      lines.push(line)
    },
    ...(now ? { now } : {}),
  })
  return { invitation, kept, lines }
}

test('two sites come out with one secret and certificates of one authority, and no private key was sent', async () => {
  const { invitation, kept } = await opened()
  const joined = await joinSite(invitation.code, second)
  await invitation.paired
  const [mine] = kept
  if (!mine) throw new Error('nothing kept')
  expect(mine.pairing).toMatchObject({ role: 'first', own: first, peer: second })
  expect(joined.pairing).toMatchObject({ role: 'second', own: second, peer: first, secret: mine.pairing.secret })
  const ca = new X509Certificate(joined.credentials.ca)
  expect(mine.credentials.ca).toBe(joined.credentials.ca)
  for (const [{ credentials }, address, other] of [
    [mine, first.address, second.address],
    [joined, second.address, first.address],
  ] as const) {
    const cert = new X509Certificate(credentials.cert)
    expect(cert.verify(ca.publicKey)).toBe(true)
    expect(cert.checkIP(address)).toBe(address)
    expect(cert.checkIP(other)).toBeUndefined()
    expect(cert.ca).toBe(false)
    expect(credentials.key).toContain('PRIVATE KEY')
  }
  expect(mine.credentials.key).not.toBe(joined.credentials.key)
  // For one use.
  await expect(joinSite(invitation.code, second)).rejects.toThrow('used already')
  await invitation.close()
})

test('a wrong code, an old one and a foreign site are refused, and nothing is kept', async () => {
  let now = new Date('2026-11-23T00:00:00Z')
  const { invitation, kept, lines } = await opened(() => now)
  const { port, token } = parseCode(invitation.code)
  const wrong = `127.0.0.1:${port}/${token.startsWith('a') ? 'b' : 'a'}${token.slice(1)}`
  await expect(joinSite(wrong, second)).rejects.toThrow('the code is wrong')
  expect(lines).toEqual([expect.stringContaining('wrong code')])
  now = new Date(now.getTime() + codeLife + 1)
  await expect(joinSite(invitation.code, second)).rejects.toThrow('older than')
  await invitation.close()
  await expect(joinSite(invitation.code, second)).rejects.toThrow('cannot be reached')
  expect(kept).toEqual([])
  expect(() => parseCode('10.0.1.1:8092')).toThrow('no code')
  expect(parseCode(`[2001:db8::1]:8092/${token}`)).toMatchObject({ host: '2001:db8::1', port: 8092 })
})

test('who stands between and does not know the code cannot pass for the first site', async () => {
  const { invitation } = await opened()
  const { token } = parseCode(invitation.code)
  const between = createServer((_, response) => response.setHeader('x-musubi-proof', 'a'.repeat(64)).end('{}'))
  await new Promise<void>(done => between.listen(0, '127.0.0.1', done))
  const address = between.address()
  const port = typeof address === 'object' && address ? address.port : 0
  await expect(joinSite(`127.0.0.1:${port}/${token}`, second)).rejects.toThrow('without knowing the code')
  between.close()
  await invitation.close()
})
