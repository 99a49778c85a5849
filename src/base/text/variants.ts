/**
 * Variant, old and look-alike forms of kanji, one group a word, the form that stands for the group in searches first.
 * An own list: old forms of the common-use kanji, and forms met in names of people, places and businesses. It serves
 * searching only (a name is stored and shown as registered), so a group may join what is merely often confused (斎, 斉).
 * Forms that Unicode itself decomposes (神 U+FA19 and the like) need no entry.
 */
const groups = `
亜亞 悪惡 圧壓 囲圍 医醫 為爲 壱壹 隠隱 栄榮 営營 衛衞 駅驛 円圓 塩鹽 縁緣 艶艷 応應 欧歐 殴毆
桜櫻 奥奧 横橫 温溫 穏穩 仮假 価價 画畫 会會 絵繪 壊壞 懐懷 拡擴 殻殼 覚覺 学學斈 岳嶽 楽樂 渇渴
缶罐 巻卷 陥陷 勧勸 寛寬 関關 歓歡 観觀 気氣 既旣 帰歸 偽僞 戯戲戱 犠犧 旧舊 拠據 挙擧 虚虛 峡峽
挟挾 狭狹 郷鄕鄉 暁曉 区區 駆驅駈 勲勳勛 薫薰 径徑 茎莖 恵惠 掲揭 渓溪 経經 蛍螢 軽輕 継繼 鶏鷄雞
芸藝 撃擊 欠缺 研硏 県縣 倹儉 剣劍劔劒釼 険險 圏圈 検檢 献獻 権權 顕顯 験驗 厳嚴 広廣 効效 恒恆
黄黃 鉱鑛礦 号號 国國圀囯 黒黑 砕碎 済濟 斎齋斉齊斋 剤劑 雑雜 参參 桟棧 蚕蠶 惨慘 賛贊 残殘 糸絲
歯齒 児兒 辞辭 湿濕 実實 写寫 釈釋 寿壽 収收 従從 渋澁澀 獣獸 縦縱 粛肅 処處 叙敍敘 将將 称稱 渉涉
焼燒 証證 奨奬獎 条條 状狀 乗乘 浄淨 剰剩 畳疊疂 縄繩 壌壤 嬢孃 譲讓 醸釀 触觸 嘱囑 真眞 寝寢 慎愼
尽盡 図圖 粋粹 酔醉 穂穗 随隨 髄髓 枢樞 数數 瀬瀨 声聲 静靜 窃竊 摂攝 専專 浅淺 戦戰 践踐 銭錢
潜潛 繊纖 禅禪 双雙 壮壯 争爭 荘莊 捜搜 挿插 巣巢 曽曾 痩瘦 装裝 総總 騒騷 増增 蔵藏 臓臟 即卽
属屬 続續 堕墮 対對 体體 帯帶 滞滯 台臺 滝瀧 択擇 沢澤 担擔 単單 胆膽 団團 断斷 弾彈 遅遲 痴癡
虫蟲 昼晝 鋳鑄 庁廳廰 徴徵 聴聽 勅敕 鎮鎭 逓遞 鉄鐵銕鐡 点點 転轉 伝傳 灯燈 当當 党黨 盗盜 稲稻
闘鬪 徳德 独獨 読讀 届屆 弐貳 悩惱 脳腦 覇霸 拝拜 廃廢 売賣 麦麥 発發 髪髮 抜拔 晩晚 蛮蠻 秘祕
浜濱濵 瓶甁 払拂 仏佛 併倂 並竝 餅餠 辺邊邉 変變 弁辨瓣辯 歩步 宝寶寳 豊豐 褒襃 翻飜 万萬 満滿
麺麵麪 黙默 弥彌 訳譯 薬藥 与與 予豫 余餘 誉譽 揺搖 様樣 謡謠 来來 頼賴 乱亂 覧覽 竜龍 両兩 猟獵
緑綠 塁壘 礼禮 励勵 霊靈 齢齡 暦曆 歴歷 恋戀 炉爐 労勞 楼樓 録錄 湾灣 高髙 崎﨑嵜碕 島嶋嶌㠀 富冨
吉𠮷 柳栁桺 桧檜 桑桒 松枩柗 峰峯 館舘 渕淵渊 鶴靏靍 亀龜 橋𣘺槗 土圡 角⻆ 群羣 裏裡 強强 兎兔
凛凜 晋晉 尭堯 槙槇 遥遙 瑶瑤 祢禰 禄祿 穣穰 篭籠 靭靱 頚頸 鯵鰺 鴎鷗 麹麴 侠俠 倶俱 剥剝 呑吞
噛嚙 嚢囊 填塡 屏屛 并幷 掻搔 焔焰 箪簞 繋繫 繍繡 莱萊 蒋蔣 蝉蟬 蝋蠟 頬頰 顛顚 騨驒 叱𠮟 杯盃
涌湧 釜竈竃 亘亙 薮藪 薗園 厩廐廏 鎌鐮 皐皋 砺礪 蛎蠣 野埜 船舩 讃讚 賎賤 迩邇 村邨 隣鄰 雁鴈 青靑
清淸 桝枡 梼檮 柏栢 涛濤 潅灌 煙烟 珍珎 略畧 蓋葢盖 秋穐秌 糾糺 纏纒 恥耻 脈脉 庵菴 萌萠 蛇虵 峨峩
巌巖 彦彥 悦悅 戸戶户 昂昻 晃晄 柿柹 栃杤 鈎鉤 穎頴 顔顏 飲飮 鶯鴬 妍姸 荊荆 巽巺 翠翆 冴冱 遊游
回囘 面靣 因囙 冊册 姉姊 叫呌 歳歲 説說 税稅 脱脫 鋭銳 閲閱 産產 教敎 戻戾 呉吳 娯娛 内內 郎郞
毎每 概槪 聡聰 祷禱 蘆芦 壷壺 諌諫 鋪舗 爾尓 爼俎 桿杆 冑胄 冲沖 决決 况況 减減 凉涼 凖準 刧劫
勦剿 厠廁 厨廚 啓啟 嘗甞 壻婿 姫姬 懴懺 掴摑 撹攪 攅攢
`

const buildRepresentatives = (): ReadonlyMap<string, string> => {
  const map = new Map<string, string>()
  for (const group of groups.trim().split(/\s+/)) {
    const [first, ...others] = Array.from(group)
    if (first !== undefined) for (const other of others) map.set(other, first)
  }
  return map
}

/** Variant form → the form that stands for it in search forms. */
export const representatives: ReadonlyMap<string, string> = buildRepresentatives()
