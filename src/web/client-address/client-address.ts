import { isIP } from 'node:net'

/** The first four groups; `2001:db8::1` is written out first, or every address of such a network would count alone. */
const network = (address: string): string => {
  const [front = '', back] = address.split('%', 1).join('').split('::')
  const before = front === '' ? [] : front.split(':')
  const after = back ? back.split(':') : []
  const zeros =
    back === undefined ? [] : Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => '0')
  return [...before, ...zeros, ...after].slice(0, 4).join(':')
}

/** Some proxies write the port behind the address: one visitor would have thousands of them. */
const withoutPort = (text: string): string =>
  /^\[([^\]]*)\](?::\d+)?$/.exec(text)?.[1] ?? text.replace(/^([\d.]+):\d+$/, '$1')

/**
 * Who asks, for limits only; it is not logged. Behind proxies the socket's address is the proxy's own: the operator says
 * how many proxies stand in front, and only the entries that those wrote are believed. What is no address (`unknown`,
 * `_hidden`) names nobody: then the proxy itself counts.
 * @param hops proxies in front of this process; 0 believes no header
 */
export const clientAddress = (socket: string | undefined, forwardedFor: string | null, hops: number): string => {
  let address = socket ?? 'unknown'
  if (hops > 0 && forwardedFor !== null) {
    const list = forwardedFor.split(',')
    const told = withoutPort(list[Math.max(0, list.length - hops)]?.trim() ?? '')
    if (isIP(told) !== 0) address = told.toLowerCase()
  }
  // The same visitor, on a listener for both kinds of address and on one for the old kind.
  if (address.startsWith('::ffff:') && address.includes('.')) return address.slice(7)
  // One household has a whole /64 of IPv6 addresses.
  return address.includes(':') ? network(address) : address
}
