// Words about satellite scenes; see words.js.

export const PASS_WORDS = {
  satellite_scene: ["Satellite scene", "衛星画像"],
  satellite_scenes: ["Satellite scenes, last 24 h", "衛星画像（過去24時間）"],
  passes_on: ["Satellite scenes: shown", "衛星画像：表示中"],
  passes_off: ["Satellite scenes: hidden", "衛星画像：非表示"],
  passes_label: [
    "Show or hide the satellite scenes of the last 24 hours, at most the 50 newest",
    "過去24時間の衛星画像（新しい順に最大50件）の表示を切り替え",
  ],
  pass_row: ["{0} vessels, {1} without AIS match · {2}", "船舶 {0}隻、AIS対応なし {1}隻・{2}"],
  pass_taken: ["Taken", "撮影"],
  pass_published: ["Published", "公開"],
  pass_picture: ["Picture ready", "判読完了"],
  pass_later: ["{0} min after it was taken", "撮影の {0}分後"],
  pass_then: ["{0} min after its publication", "公開の {0}分後"],
  pass_not_told: ["not told", "情報なし"],
  pass_found: ["Vessels found", "検出した船舶"],
  pass_none: ["Without AIS match", "AIS対応なし"],
  pass_unknown: ["AIS unknown", "AIS不明"],
  pass_version: ["Judged", "判定"],
  pass_seen: ["What could be seen", "見える船の長さ"],
  pass_over: [
    "Nine of ten vessels from {0} m on are seen over 90 % of the sea looked at, from {1} m over half of it. Silence is a statement with a limit.",
    "監視した海面の90 %では長さ {0} m以上、半分では {1} m以上の船舶の10隻中9隻が見えます。探知なしは、この限界つきの情報です。",
  ],
  pass_no_limit: [
    "From which length on vessels are seen is not known of this scene: its silence says little.",
    "この衛星画像で見える最小の船の長さは不明です。探知なしは、ほとんど何も意味しません。",
  ],
  pass_part: ["{0} % of the sea: {1}", "海面の {0} %：{1}"],
  pass_first: ["from {1} m on nine of ten are seen", "{1} m以上は10隻中9隻が見える"],
  pass_middle: [
    "nothing shorter than {0} m could be seen; from {1} m on nine of ten are",
    "{0} m未満は見えない。{1} m以上は10隻中9隻が見える",
  ],
  pass_last: ["nothing shorter than {0} m could be seen", "{0} m未満は見えない"],
  pass_here: ["{0} here: {1}", "{0} この地点：{1}"],
  pass_here_unknown: ["looked at; from which length on is not known", "監視済み。見える船の長さは不明"],
  pass_with_land: [
    "Land was not left out: what is bright on land may be among the vessels.",
    "陸地は除かれていません。陸上の物が船舶に含まれている可能性があります。",
  ],
  pass_nowhere: ["Where it looked is not told.", "監視範囲の情報はありません。"],
  leg_pass: ["Satellite scene, fades with age", "衛星画像（古いほど薄い）"],
};
