import { createRandom } from '../../src/base/random.ts'
import { loadSample } from '../../src/platform/registers/sample.ts'
import type { Services } from '../../src/platform/services.ts'

const closed = { holidays: null, closedNth: [], exceptions: [], note: '' }
const daily = { ...closed, week: Array.from({ length: 7 }, () => [{ from: 9 * 60, to: 21 * 60 }]) }

/** Ten invented courts, the same at each start. */
export const loadCourts = (services: Services, progress: (done: number, total: number) => void): Promise<void> => {
  const { sample } = services.region
  const random = createRandom('courts')
  const names = sample.names('courts', 10, [['コート', 'コート']], ['～'])
  const courts = names.map(({ name, kana }, index) => ({
    name,
    nameKana: kana,
    surface: random.pick(['clay', 'grass']),
    hours: daily,
    phone: sample.phone(index),
    point: sample.place(random).point,
    keyBox: String(random.integer(1000, 9999)),
  }))
  return loadSample(services, 'tennis_court', courts, progress)
}
