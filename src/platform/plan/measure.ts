import type { Bilingual } from '../../base/bilingual.ts'
import type { IndicatorKind } from './definition.ts'

/**
 * What Musubi is to an entry of the plan. `run`: it is the system. `connect`: the system is national or a partner's and
 * it is the prefecture's and municipalities' side of it. `manage`: it carries the work of a programme.
 */
export type MeasureRole = 'run' | 'connect' | 'manage'

/** Where the plan has the entry: as a numbered measure, in its list of sites, in its prose, or in a topic box. */
export type MeasureBasis = 'measure' | 'site' | 'text' | 'topic'

/** The plan's mark beside the schedule: 新, 継続, 再構築. */
export type MeasureMark = 'new' | 'continuing' | 'rebuild'

/** A figure as the plan gives it: its words, and what they mean as a day and a number. */
export interface PlanFigure {
  /** When, in the plan's words, such as 25年9月末. */
  readonly when: Bilingual
  readonly day: string
  /** Null where the plan names no number (a national average of a year to come); then `words` say what. */
  readonly value: number | null
  readonly words?: Bilingual
}

export interface MeasureIndicator {
  readonly title: Bilingual
  readonly kind: IndicatorKind
  readonly unit: Bilingual
  readonly baseline: PlanFigure
  readonly target: PlanFigure
  /** Whether the plan wants it to fall: minutes to a hospital. */
  readonly falls?: boolean
}

/** An entry of the plan. Japanese is the plan's own text; English is ours. */
export interface MeasureDefinition {
  /** `3-1-5`: field, section, number; `S` for sites, `T` for systems that the prose or a topic names. */
  readonly id: string
  readonly basis: MeasureBasis
  readonly title: Bilingual
  /** 目的・概要. */
  readonly purpose: Bilingual
  /** 性質・手法 or, for sites, the medium, in the plan's words. */
  readonly nature: readonly MeasureNature[]
  readonly role: MeasureRole
  /** 主体. */
  readonly actor: Bilingual
  /** 担当: ids of departments; empty where the plan names none. */
  readonly departments: readonly string[]
  /** Only where the plan's text carries one: sites and what its prose names have none. */
  readonly mark?: MeasureMark
  /** First month (YYYY-MM) where the plan's text tells it. */
  readonly since?: string
  /** Last day, for what has ended. */
  readonly endedOn?: string
  /** Words of the H25–H28 bar, in order. */
  readonly schedule: readonly Bilingual[]
  /** The plan's text layer leaves open whether the words belong to this bar or to its neighbour's. */
  readonly scheduleDoubtful?: boolean
  readonly indicator?: MeasureIndicator
}

export type MeasureNature = 'system' | 'information' | 'other' | 'web' | 'newsletter' | 'blog'

/** 項目: the entries of a section are in the plan's order; sites and systems named in the text follow them. */
export interface PlanSection {
  readonly id: string
  /** Number in the plan. */
  readonly number: number
  readonly title: Bilingual
  readonly measures: readonly MeasureDefinition[]
}

/** 分野. */
export interface PlanField {
  readonly id: string
  readonly number: number
  readonly title: Bilingual
  readonly sections: readonly PlanSection[]
}

export interface PlanDefinition {
  readonly title: Bilingual
  /** Fiscal years of the plan, first and last, as Western years: FY2014 is April 2014 to March 2015. */
  readonly years: { readonly first: number; readonly last: number }
  readonly fields: readonly PlanField[]
}

/** An entry with its place in the tree. */
export interface PlacedMeasure {
  readonly field: PlanField
  readonly section: PlanSection
  readonly measure: MeasureDefinition
}

export const placedMeasures = (plan: PlanDefinition): readonly PlacedMeasure[] =>
  plan.fields.flatMap(field =>
    field.sections.flatMap(section => section.measures.map(measure => ({ field, section, measure }))),
  )

export const findMeasure = (plan: PlanDefinition, id: string): PlacedMeasure | undefined =>
  placedMeasures(plan).find(placed => placed.measure.id === id)
