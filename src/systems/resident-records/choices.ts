import { choice } from '../../platform/registers/choice-list.ts'

export const sexes = [choice('1', '男', 'Male'), choice('2', '女', 'Female'), choice('9', '不明', 'Not known')]

export const states = [
  choice('present', '現存', 'Resident'),
  choice('movedOut', '転出', 'Moved out'),
  choice('dead', '死亡', 'Dead'),
  choice('struck', '職権消除', 'Struck off'),
]

/** 異動事由 of 住民記録システム標準仕様書 1.2.2, those that change who is recorded and where. */
export const events = [
  choice('movedIn', '転入', 'Moved in'),
  choice('born', '出生', 'Born'),
  choice('entered', '職権記載', 'Entered by office'),
  choice('movedWithin', '転居', 'Moved within'),
  choice('movedOut', '転出', 'Moved out'),
  choice('died', '死亡', 'Died'),
  choice('struck', '職権消除', 'Struck off by office'),
  choice('householdSplit', '世帯分離', 'Household split'),
  choice('householdJoined', '世帯合併', 'Household joined'),
  choice('headChanged', '世帯主変更', 'Head of household changed'),
  choice('corrected', '職権修正', 'Corrected by office'),
]
