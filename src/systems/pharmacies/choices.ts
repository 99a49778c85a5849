import { choice } from '../../platform/registers/choice-list.ts'

export const certifications = [
  choice('health', '健康サポート薬局', 'Health support pharmacy'),
  choice('regional', '地域連携薬局', 'Regional cooperation pharmacy'),
  choice('specialist', '専門医療機関連携薬局', 'Specialist cooperation pharmacy'),
  choice('pharmacists', '認定薬剤師がいる', 'Certified pharmacists'),
]
export const support = [
  choice('advice', '薬の相談', 'Advice on medicines'),
  choice('health', '健康の相談', 'Advice on health'),
  choice('wheelchair', '車椅子で入れる', 'Wheelchair access'),
  choice('sign', '手話・筆談', 'Sign language or writing'),
  choice('braille', '点字・音声・拡大文字', 'Braille, audio or large print'),
]
export const languages = [
  choice('en', '英語', 'English'),
  choice('zh', '中国語', 'Chinese'),
  choice('ko', '韓国・朝鮮語', 'Korean'),
  choice('vi', 'ベトナム語', 'Vietnamese'),
  choice('ne', 'ネパール語', 'Nepali'),
  choice('tl', 'タガログ語', 'Tagalog'),
]
export const payments = [
  choice('insurance', '健康保険', 'Health insurance'),
  choice('welfare', '生活保護', 'Public assistance'),
  choice('rare', '難病・公費負担医療', 'Publicly funded care'),
  choice('card', 'クレジットカード', 'Credit card'),
  choice('qr', '電子マネー・QRコード', 'E-money, QR code'),
]
export const services = [
  choice('allHours', '24時間の調剤・相談', 'Day and night'),
  choice('home', '在宅への訪問', 'Visits at home'),
  choice('packs', '一包化', 'One pack a dose'),
  choice('notebook', '電子お薬手帳', 'Electronic medicine notebook'),
  choice('sterile', '無菌調剤', 'Sterile preparation'),
  choice('narcotics', '麻薬の調剤', 'Narcotics'),
  choice('online', 'オンライン服薬指導', 'Advice online'),
]
