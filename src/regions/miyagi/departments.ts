import type { DepartmentDefinition } from '../../platform/region.ts'

/**
 * The departments that the plan names, as it names them. Reorganisations since then are configuration of the prefecture:
 * successors are entered with their source on the staff page and never guessed here.
 */
const division = {
  planning: { ja: '震災復興・企画部', en: 'Reconstruction and Planning Department' },
  generalAffairs: { ja: '総務部', en: 'General Affairs Department' },
  environment: { ja: '環境生活部', en: 'Environment and Living Department' },
  health: { ja: '保健福祉部', en: 'Health and Welfare Department' },
  economy: { ja: '経済商工観光部', en: 'Economy, Commerce and Tourism Department' },
} as const

export const departments = [
  { id: 'information-policy', division: division.planning, name: { ja: '情報政策課', en: 'Information Policy' } },
  {
    id: 'information-industry',
    division: division.planning,
    name: { ja: '情報産業振興室', en: 'Information Industry Promotion' },
  },
  { id: 'municipal-affairs', division: division.generalAffairs, name: { ja: '市町村課', en: 'Municipal Affairs' } },
  {
    id: 'environmental-policy',
    division: division.environment,
    name: { ja: '環境政策課', en: 'Environmental Policy' },
  },
  {
    id: 'renewable-energy',
    division: division.environment,
    name: { ja: '再生可能エネルギー室', en: 'Renewable Energy' },
  },
  { id: 'nuclear-safety', division: division.environment, name: { ja: '原子力安全対策課', en: 'Nuclear Safety' } },
  {
    id: 'resource-circulation',
    division: division.environment,
    name: { ja: '循環型社会推進課', en: 'Resource Circulation' },
  },
  {
    id: 'food-safety',
    division: division.environment,
    name: { ja: '食と暮らしの安全推進課', en: 'Food and Living Safety' },
  },
  {
    id: 'consumer-affairs',
    division: division.environment,
    name: { ja: '消費生活・文化課', en: 'Consumer Affairs and Culture' },
  },
  {
    id: 'community-participation',
    division: division.environment,
    name: { ja: '共同参画社会推進課', en: 'Community Participation' },
  },
  { id: 'medical-services', division: division.health, name: { ja: '医療整備課', en: 'Medical Services' } },
  { id: 'child-raising', division: division.health, name: { ja: '子育て支援課', en: 'Child Raising Support' } },
  {
    id: 'disease-control',
    division: division.health,
    name: { ja: '疾病・感染症対策室', en: 'Disease and Infection Control' },
  },
  { id: 'disability-welfare', division: division.health, name: { ja: '障害福祉課', en: 'Disability Welfare' } },
  { id: 'pharmaceutical-affairs', division: division.health, name: { ja: '薬務課', en: 'Pharmaceutical Affairs' } },
  { id: 'disaster-relief', division: division.health, name: { ja: '震災援護室', en: 'Disaster Relief' } },
  {
    id: 'automotive-industry',
    division: division.economy,
    name: { ja: '自動車産業振興室', en: 'Automotive Industry Promotion' },
  },
  { id: 'new-industry', division: division.economy, name: { ja: '新産業振興課', en: 'New Industry Promotion' } },
  {
    id: 'industrial-human-resources',
    division: division.economy,
    name: { ja: '産業人材対策課', en: 'Industrial Human Resources' },
  },
  {
    id: 'vocational-disability-school',
    division: division.economy,
    name: {
      ja: '産業人材対策課（宮城障害者職業能力開発校）',
      en: 'Industrial Human Resources (Miyagi vocational school for persons with disabilities)',
    },
  },
  {
    id: 'commerce-support',
    division: division.economy,
    name: { ja: '商工経営支援課', en: 'Commerce and Business Support' },
  },
  { id: 'tourism', division: division.economy, name: { ja: '観光課', en: 'Tourism' } },
  { id: 'employment', division: division.economy, name: { ja: '雇用対策課', en: 'Employment' } },
] as const satisfies readonly DepartmentDefinition[]
