import type { TestProject } from 'vitest/node'
import { startDemo } from './demo/listener.tsx'

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of the web block with the components on show. */
    demoUrl: string
  }
}

/** Starts once, before the browser tests, what they drive. */
export const setup = async ({ provide }: TestProject): Promise<() => Promise<void>> => {
  const demo = await startDemo()
  provide('demoUrl', `http://127.0.0.1:${demo.port}`)
  return () => demo.close()
}

export default setup
