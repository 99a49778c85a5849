import { expect, test } from 'vitest'
import { checkPort } from './ports.ts'

test('a port that is chosen freely is none that a connection going out may take before the listeners open', async () => {
  for (let n = 0; n < 30; n += 1) {
    const port = await checkPort('PORT', 0, '127.0.0.1')
    expect(port).toBeGreaterThanOrEqual(20_000)
    expect(port).toBeLessThan(32_768)
  }
})
