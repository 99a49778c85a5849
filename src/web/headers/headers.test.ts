import { expect, test } from 'vitest'
import { securityHeaders } from './headers.ts'

const policy = (tileOrigin?: string) =>
  securityHeaders({ zone: 'public', secure: false, tileOrigin }).page['content-security-policy'] ?? ''

test('a page runs its own scripts only and asks no other host', () => {
  expect(policy()).toContain("default-src 'none'")
  expect(policy()).toContain("script-src 'self';")
  expect(policy()).not.toMatch(/unsafe|https:|\*/)
})

test('map tiles come from the host that the operator names, and only as images', () => {
  const withTiles = policy('https://tiles.example')
  expect(withTiles.match(/https:\/\/tiles\.example/g)).toHaveLength(1)
  expect(withTiles).toContain("img-src 'self' data: https://tiles.example;")
})

test('https is promised only where there is https', () => {
  const of = (secure: boolean) => Object.keys(securityHeaders({ zone: 'staff', secure }).page)
  expect(of(true)).toContain('strict-transport-security')
  expect(of(false)).not.toContain('strict-transport-security')
})

test('an uploaded file can do nothing, whatever it claims to be', () => {
  const { file } = securityHeaders({ zone: 'public', secure: false })
  expect(file['content-security-policy']).toContain('sandbox')
  expect(file['x-content-type-options']).toBe('nosniff')
})
