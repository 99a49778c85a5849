import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  BasicConstraintsExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509'

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
const dayMs = 86_400_000

/**
 * A folder with `ca.pem`, `cert.pem` and `key.pem`, as `MUSUBI_SITES_TLS` wants it: a certificate of an authority of its own
 * for one address.
 * @param days until it expires; a negative number for one that has expired
 */
export const certificates = async (folder: string, address: string, days = 2): Promise<string> => {
  mkdirSync(folder)
  const keys = () => crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const [authority, own] = [await keys(), await keys()]
  const times = { notBefore: new Date(Date.now() - 9 * dayMs), notAfter: new Date(Date.now() + days * dayMs) }
  const ca = await X509CertificateGenerator.createSelfSigned({
    ...times,
    notAfter: new Date(Date.now() + 9 * dayMs),
    serialNumber: '01',
    name: 'CN=authority',
    keys: authority,
    signingAlgorithm: algorithm,
    extensions: [new BasicConstraintsExtension(true, 0, true)],
  })
  const cert = await X509CertificateGenerator.create({
    ...times,
    serialNumber: '02',
    subject: 'CN=site',
    issuer: ca.subject,
    publicKey: own.publicKey,
    signingKey: authority.privateKey,
    signingAlgorithm: algorithm,
    extensions: [new SubjectAlternativeNameExtension([{ type: 'ip', value: address }])],
  })
  const key = PemConverter.encode(await crypto.subtle.exportKey('pkcs8', own.privateKey), 'PRIVATE KEY')
  writeFileSync(join(folder, 'ca.pem'), ca.toString('pem'))
  writeFileSync(join(folder, 'cert.pem'), cert.toString('pem'))
  writeFileSync(join(folder, 'key.pem'), key, { mode: 0o600 })
  return folder
}
