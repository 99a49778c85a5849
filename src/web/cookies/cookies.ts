/** Value of one cookie, without building a map of them all: most requests carry none or one. */
export const readCookie = (header: string | null | undefined, name: string): string | undefined => {
  if (!header) return undefined
  const mark = `${name}=`
  let at = 0
  while (at < header.length) {
    const end = header.indexOf(';', at)
    const part = header.slice(at, end === -1 ? undefined : end).trim()
    if (part.startsWith(mark)) return part.slice(mark.length)
    if (end === -1) return undefined
    at = end + 1
  }
  return undefined
}

/**
 * A cookie's name in a zone: two listeners of one host share cookies whatever their ports, so the zone is part of the
 * name; `__Host-` keeps other hosts of the domain from setting it.
 */
export const cookieName = (zone: string, name: string, secure: boolean): string =>
  `${secure ? '__Host-' : ''}musubi-${zone}-${name}`

export const writeCookie = (name: string, value: string, secure: boolean, maxAgeSeconds?: number): string =>
  `${name}=${value}; Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}${
    maxAgeSeconds === undefined ? '' : `; Max-Age=${maxAgeSeconds}`
  }`
