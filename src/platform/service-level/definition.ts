import type { Bilingual } from '../../base/bilingual.ts'

/**
 * Whose requests: signed-in people of one organisation, the public, or people at the entrance, who have not signed in yet
 * or of whom nobody could say who they are.
 */
export type ServiceClass = 'staff' | 'public' | 'entrance'

export const classTitles: Readonly<Record<ServiceClass, Bilingual>> = {
  staff: { ja: '職員', en: 'Officers' },
  public: { ja: '公開ページ', en: 'Public pages' },
  entrance: { ja: 'サインイン前', en: 'Before sign-in' },
}

/** `changes`: pages could be read and nothing entered. */
export type OutageScope = 'everything' | 'staff' | 'changes'
export type OutageReason = 'stopped' | 'database-away' | 'read-only'

export interface Outage {
  readonly scope: OutageScope
  readonly reason: OutageReason
  /** Milliseconds. */
  readonly from: number
  readonly to: number
}

export type WindowScope = 'everything' | 'staff' | 'public'

/** Announced maintenance. */
export interface Maintenance {
  readonly id: string
  readonly scope: WindowScope
  readonly title: string
  readonly from: number
  readonly to: number
  readonly noticeHours: number
  readonly announcedAt: number
  readonly announcedBy: string
  readonly withdrawn: boolean
}

const hourMs = 3_600_000

/** Whether it was announced early enough to be left out of the figures. */
export const inTime = ({ from, announcedAt, noticeHours }: Maintenance): boolean =>
  announcedAt + noticeHours * hourMs <= from

const outageClasses: Readonly<Record<OutageScope, readonly ServiceClass[]>> = {
  everything: ['staff', 'public', 'entrance'],
  // The public reads the published copy; what failed of its requests is counted one by one.
  staff: ['staff', 'entrance'],
  // What could not be entered failed, and is counted one by one too.
  changes: [],
}
const windowClasses: Readonly<Record<WindowScope, readonly ServiceClass[]>> = {
  everything: ['staff', 'public', 'entrance'],
  staff: ['staff', 'entrance'],
  public: ['public'],
}

export const outageConcerns = (outage: Outage, of: ServiceClass): boolean => outageClasses[outage.scope].includes(of)

/** Left out of the figures of a class. */
export const windowExcludes = (window: Maintenance, of: ServiceClass): boolean =>
  !window.withdrawn && inTime(window) && windowClasses[window.scope].includes(of)
