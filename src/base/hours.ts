export { describeHours, describeSpans } from './hours/describe.ts'
export { type HoursSpan, hoursOn, isOpenAt, type OpeningHours } from './hours/opening.ts'
export { readHours } from './hours/read.ts'
export { writeHours } from './hours/write.ts'
