import { type DestinationStream, type Logger, pino } from 'pino'
import { errorForLog } from '../base/error-log.ts'

/** The platform's log: errors go into it without the values that they repeat, under whichever name they are handed over. */
export const makeLogger = (level: string, destination: DestinationStream): Logger =>
  pino({ level, serializers: { err: errorForLog, error: errorForLog } }, destination)
