import { isIP } from 'node:net'
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  Pkcs10CertificateRequest,
  Pkcs10CertificateRequestGenerator,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509'

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
const dayMs = 86_400_000
/** Days: pairing anew takes a minute, and that nobody does it for five years is more likely than a break of P-256. */
const life = 1826

const makeKeys = () => crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])

/** A key pair of a site, which stays with it, and the request that another site's authority answers with a certificate. */
export const requestCertificate = async (): Promise<{ readonly key: string; readonly request: string }> => {
  const keys = await makeKeys()
  const request = await Pkcs10CertificateRequestGenerator.create({
    name: 'CN=site',
    keys,
    signingAlgorithm: algorithm,
  })
  const key = PemConverter.encode(await crypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY')
  return { key, request: request.toString('pem') }
}

export interface Authority {
  /** The authority's own certificate. */
  readonly ca: string
  readonly ends: Date
  /** A certificate for one address. @throws Error for a request that its own key did not sign */
  issue(request: string, address: string): Promise<string>
}

/**
 * An authority for two sites. Its key is nowhere but here: when this is forgotten, nobody can make a third certificate, and
 * there is nothing to steal.
 */
export const makeAuthority = async (now: Date): Promise<Authority> => {
  const keys = await makeKeys()
  const ends = new Date(now.getTime() + life * dayMs)
  // The clocks of two machines may differ.
  const times = { notBefore: new Date(now.getTime() - dayMs), notAfter: ends }
  const ca = await X509CertificateGenerator.createSelfSigned({
    ...times,
    serialNumber: '01',
    name: 'CN=Musubi sites',
    keys,
    signingAlgorithm: algorithm,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
    ],
  })
  let serial = 1
  return {
    ca: ca.toString('pem'),
    ends,
    issue: async (pem, address) => {
      const request = new Pkcs10CertificateRequest(pem)
      if (!(await request.verify())) throw new Error('the request for a certificate is not signed with its own key')
      serial += 1
      const cert = await X509CertificateGenerator.create({
        ...times,
        serialNumber: serial.toString(16).padStart(2, '0'),
        subject: 'CN=site',
        issuer: ca.subject,
        publicKey: request.publicKey,
        signingKey: keys.privateKey,
        signingAlgorithm: algorithm,
        extensions: [
          new SubjectAlternativeNameExtension([{ type: isIP(address) === 0 ? 'dns' : 'ip', value: address }]),
          new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth, ExtendedKeyUsage.clientAuth]),
        ],
      })
      return cert.toString('pem')
    },
  }
}
