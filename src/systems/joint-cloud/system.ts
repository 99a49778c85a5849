import { defineSystem, type SystemDefinition } from '../../platform/system.ts'
import type { JointCloudConfiguration } from './configuration.ts'
import { jointCloudMenu, jointCloudRoutes } from './pages/routes.ts'
import { jointCloudRegisters } from './registers/index.ts'
import { groupProblems } from './rules/weights.ts'
import { loadSample } from './sample/load.ts'
import { populationSetting } from './settings.ts'
import { jointCloudWork } from './work.ts'

const on = (acts: readonly string[], ...registers: readonly string[]) =>
  registers.flatMap(register => acts.map(act => `${register}.${act}`))

const all = ['joint_group', 'joint_membership', 'joint_system', 'joint_cost', 'joint_use', 'joint_meeting']

/** 自治体クラウド: municipalities procure and use business systems together. */
export const jointCloud = (configuration: JointCloudConfiguration): SystemDefinition =>
  defineSystem({
    id: 'joint-cloud',
    title: { ja: '市町村業務システムの共同クラウド', en: 'Joint cloud of municipalities' },
    summary: {
      ja: '市町村の業務システムの契約、共同利用のグループ、費用の分担、会議の決定事項の台帳です。',
      en: 'Contracts of municipal systems, groups that share one, who pays what, and what was decided.',
    },
    measures: ['2-3-3', '2-3-T3'],
    open: '/joint-cloud/groups',
    registers: jointCloudRegisters(configuration),
    checks: { joint_group: groupProblems },
    roles: [
      {
        id: 'jointCloudSecretariat',
        title: { ja: '自治体クラウド 事務局', en: 'Joint cloud, secretariat' },
        permissions: on(['read', 'create', 'change', 'remove', 'import', 'export'], ...all),
        heldIn: ['prefecture'],
      },
      {
        // Granted by the prefecture to officers of the municipalities: they keep the inventory, and read the rest.
        id: 'jointCloudMember',
        title: { ja: '自治体クラウド 専門部会の委員', en: 'Joint cloud, member of the section' },
        permissions: [...on(['read', 'export'], ...all), ...on(['create', 'change'], 'joint_system')],
        heldIn: ['prefecture'],
      },
    ],
    sampleRoles: { officer: ['jointCloudSecretariat'], chief: ['jointCloudMember'] },
    settings: [populationSetting],
    indicators: [
      {
        measure: '2-3-3',
        kind: 'stock',
        unit: { ja: 'グループ', en: 'groups' },
        counts: [
          {
            register: 'joint_membership',
            since: 'productionOn',
            until: 'leftOn',
            groups: { of: 'cloudGroup', together: ['business'], each: 'municipality', atLeast: 2 },
          },
        ],
      },
    ],
    routes: jointCloudRoutes(configuration),
    work: jointCloudWork,
    menu: jointCloudMenu,
    sample: (services, progress) => loadSample(configuration, services, progress),
  })
