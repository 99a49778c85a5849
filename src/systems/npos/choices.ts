import { choice } from '../../platform/registers/choice-list.ts'

/** 特定非営利活動促進法 別表: the twenty fields of work, by their numbers. */
export const activities = [
  choice('1', '保健・医療・福祉', 'Health and welfare'),
  choice('2', '社会教育', 'Social education'),
  choice('3', 'まちづくり', 'Community building'),
  choice('4', '観光', 'Tourism'),
  choice('5', '農山漁村・中山間地域', 'Rural areas'),
  choice('6', '学術・文化・芸術・スポーツ', 'Science, culture, arts and sports'),
  choice('7', '環境の保全', 'Environment'),
  choice('8', '災害救援', 'Disaster relief'),
  choice('9', '地域安全', 'Local safety'),
  choice('10', '人権・平和', 'Human rights and peace'),
  choice('11', '国際協力', 'International cooperation'),
  choice('12', '男女共同参画', 'Gender equality'),
  choice('13', '子どもの健全育成', 'Children'),
  choice('14', '情報化社会', 'Information society'),
  choice('15', '科学技術', 'Science and technology'),
  choice('16', '経済活動の活性化', 'Economy'),
  choice('17', '職業能力・雇用', 'Skills and jobs'),
  choice('18', '消費者の保護', 'Consumers'),
  choice('19', '団体の連絡・助言・援助', 'Help for other organisations'),
  choice('20', '条例で定める活動', 'By ordinance'),
]
export const kinds = [
  choice('npo', 'NPO法人（認証）', 'Incorporated NPO'),
  choice('certified', '認定NPO法人', 'Certified NPO'),
  choice('provisional', '特例認定NPO法人', 'Provisionally certified NPO'),
  choice('group', '任意団体', 'Unincorporated group'),
]
export const states = [
  choice('active', '活動中', 'Active'),
  choice('resting', '休止中', 'Resting'),
  choice('dissolved', '解散', 'Dissolved'),
]
export const wanted = [
  choice('volunteers', 'ボランティア', 'Volunteers'),
  choice('members', '会員', 'Members'),
  choice('donations', '寄附', 'Donations'),
  choice('partners', '企業・団体との連携', 'Partners'),
]
