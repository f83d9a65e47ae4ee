// Every word of the page in its two languages; they must say the same, and accuse nobody.

import { PASS_WORDS } from "./passes/words.js";

const WORDS = {
  ...PASS_WORDS,
  live_map: ["Live map", "監視地図"],
  skip_alerts: ["Skip to the alerts", "警報へ移動"],
  alerts: ["Alerts", "警報"],
  on_the_map: ["On the map", "地図上"],
  details: ["Details", "詳細"],
  close: ["Close", "閉じる"],
  hide_panel: ["Hide the panel", "パネルを隠す"],
  show_panel: ["Show the panel", "パネルを表示"],
  legend: ["Legend", "凡例"],
  fit: ["Show the whole area", "区域全体を表示"],
  language: ["Language", "言語"],
  theme_day: ["Day", "昼"],
  theme_night: ["Night", "夜"],
  theme_label: ["Switch between day and night theme", "昼夜の配色を切り替え"],
  sound_on: ["Sound on", "音あり"],
  sound_off: ["Sound off", "音なし"],
  sound_label: ["Sound for new alerts", "新しい警報の音"],
  sound_wait: ["Sound: press once", "音：一度押す"],
  sources: ["Sources", "情報源"],
  no_sources: ["no source reports yet", "情報源の報告なし"],

  realm_live: ["Live", "実運用"],
  realm_replay: ["Replay", "再生"],
  realm_exercise: ["Exercise", "訓練"],
  realm_simulated: ["Simulated", "模擬"],
  realm_replay_note: ["recorded, not now", "過去の記録です"],
  realm_exercise_note: ["this is a drill", "訓練です"],
  realm_simulated_note: ["nothing here is real", "実際の状況ではありません"],

  connecting: ["connecting", "接続中"],
  picture_age: ["Picture {0} old", "情報の古さ {0}"],
  picture_empty: ["No report yet", "報告なし"],
  station_gone: [
    "No word from the station since {0} ({1}). What is shown is old. Trying again…",
    "{0} からサーバーの応答がありません（{1}）。表示は古い情報です。再接続中…",
  ],
  station_never: ["The station does not answer. Trying again…", "サーバーが応答しません。再接続中…"],
  station_back: ["The station is back; the picture is current.", "サーバーが復旧し、表示は最新です。"],

  kind_video: ["Video", "映像"],
  kind_ais: ["AIS", "AIS"],
  kind_link: ["Link", "通信"],
  state_ok: ["ok", "正常"],
  state_silent: ["silent", "無応答"],
  state_lost: ["lost", "途絶"],
  link_ok: ["ok", "正常"],
  link_late: ["late", "遅延"],
  link_lost: ["link lost", "通信途絶"],
  link_lost_since: ["Link lost since {0}.", "{0} から通信途絶。"],

  open: ["Open", "未対応"],
  withdrawn: ["Withdrawn", "取り下げ"],
  silent_since: ["No report since {0}.", "{0} から受信なし。"],
  no_alerts: ["No alerts", "警報なし"],
  no_alerts_note: [
    "Vessels without AIS match are shown on the map. An alert comes for what a vessel does.",
    "AIS対応なしの船舶は地図に表示されます。警報は船舶の行動に対して出ます。",
  ],
  new_alert: ["New alert: {0}", "新しい警報：{0}"],
  withdrawn_alert: ["Alert withdrawn: {0}", "警報取り下げ：{0}"],
  alert: ["Alert", "警報"],
  severity: ["Severity", "重要度"],
  severity_info: ["information", "参考"],
  severity_low: ["low", "低"],
  severity_medium: ["medium", "中"],
  severity_warning: ["warning", "注意"],
  severity_high: ["high", "高"],
  severity_critical: ["critical", "緊急"],
  state: ["State", "状態"],
  rule: ["Rule", "規則"],
  rule_heading_for_shore: ["heading for the shore", "海岸へ接近"],
  rule_stopped_in_watched_zone: ["stopped in a watched zone", "監視区域内で停止"],
  reasons: ["Reasons", "理由"],
  happened: ["Happened", "発生"],
  known: ["Known since", "判明"],
  evidence: ["Evidence", "証拠"],
  evidence_of: ["Evidence picture: {0}", "証拠画像：{0}"],
  no_evidence: ["No picture", "画像なし"],
  show_vessel: ["Show the vessel", "船舶を表示"],
  show_alert: ["Show the alert", "警報を表示"],

  drones: ["Drones", "ドローン"],
  drone: ["Drone", "ドローン"],
  vessels_none: ["Vessels without AIS match", "AIS対応なしの船舶"],
  vessels_matched: ["Vessels with AIS match", "AIS対応ありの船舶"],
  vessels_ais: ["AIS only, not seen by a camera", "AISのみ（映像では未確認）"],
  vessels_unknown: ["AIS unknown (receiver silent)", "AIS不明（受信機無応答）"],
  vessels_ended: ["No longer seen", "追尾終了"],
  more_rows: ["and {0} more on the map", "ほか {0} 件は地図上"],
  nothing_yet: ["Nothing seen yet", "まだ何も確認されていません"],

  none_short: ["without AIS match", "AIS対応なし"],
  matched_short: ["AIS match", "AIS対応あり"],
  ais_short: ["AIS only", "AISのみ"],
  unknown_short: ["AIS unknown", "AIS不明"],
  ended_short: ["no longer seen", "追尾終了"],
  verdict: ["AIS", "AIS"],
  verdict_none: ["Vessel without AIS match", "AIS対応なし"],
  verdict_matched: ["Vessel with AIS match", "AIS対応あり"],
  verdict_ais: ["AIS only, not seen by a camera", "AISのみ（映像では未確認）"],
  verdict_unknown: [
    "AIS unknown: our own receiver is silent",
    "AIS不明：自局の受信機が無応答",
  ],
  vessel: ["Vessel", "船舶"],
  track: ["Track", "航跡"],
  name: ["Name", "船名"],
  mmsi: ["MMSI", "MMSI"],
  position: ["Position", "位置"],
  position_error: ["Position error (95 %)", "位置誤差（95 %）"],
  ellipse: ["{0} × {1} m, long axis {2}", "{0} × {1} m、長軸 {2}"],
  speed: ["Speed", "速力"],
  course: ["Course", "針路"],
  not_sure: ["not yet known (error too large)", "未確定（誤差が大きい）"],
  not_given: ["not given", "情報なし"],
  by_ais: ["{0} (by AIS)", "{0}（AISによる）"],
  by_camera: ["{0} (by camera)", "{0}（映像による）"],
  length: ["Length", "全長"],
  about_m: ["about {0} m (estimate)", "約 {0} m（推定）"],
  metres: ["{0} m", "{0} m"],
  first_seen: ["First seen", "初探知"],
  last_seen: ["Last seen", "最終探知"],
  last_ais: ["Last AIS report", "最終AIS受信"],
  ago: ["{0} ago", "{0}前"],
  seconds: ["{0} s", "{0}秒"],
  minutes: ["{0} min", "{0}分"],
  minutes_seconds: ["{0} min {1} s", "{0}分{1}秒"],
  hours_minutes: ["{0} h {1} min", "{0}時間{1}分"],
  days: ["{0} d", "{0}日"],
  sightings: ["Sightings", "探知回数"],
  predicted_note: [
    "Not measured now: the dashed mark is a prediction.",
    "現在は測定されていません。破線は予測位置です。",
  ],
  ended_note: ["No longer seen: last known position.", "追尾終了：最後に確認された位置です。"],

  mode: ["Mode", "モード"],
  armed: ["Motors", "モーター"],
  armed_yes: ["armed", "アーム中"],
  armed_no: ["disarmed", "停止"],
  heading: ["Heading", "機首方位"],
  ground_speed: ["Ground speed", "対地速度"],
  altitude: ["Altitude", "高度"],
  altitude_text: ["{0} m above home · {1} m AMSL", "離陸地点上 {0} m・海抜 {1} m"],
  battery: ["Battery", "電池残量"],
  waypoint: ["Waypoint", "経由点"],
  link: ["Link", "通信"],
  last_report: ["Last report", "最終受信"],
  patrol: ["Patrol", "巡回監視"],
  reach_note: [
    "The dashed circle shows how far it can have flown since.",
    "破線の円は、その後に到達し得る範囲です。",
  ],

  patrol_started: ["patrol started", "巡回開始"],
  patrol_check: ["check", "点検"],
  patrol_recording: ["recording", "記録中"],
  patrol_uploaded: ["plan uploaded", "飛行計画送信"],
  patrol_armed: ["armed", "アーム"],
  patrol_waypoint: ["waypoint", "経由点"],
  patrol_link_lost: ["link lost", "通信途絶"],
  patrol_link_back: ["link back", "通信回復"],
  patrol_looking: ["looking closer", "接近確認中"],
  patrol_aircraft: ["aircraft near", "航空機接近"],
  patrol_clearing: ["giving way", "航空機回避"],
  patrol_ditch: ["ditching?", "着水の判断"],
  patrol_looked: ["looked, patrol goes on", "確認終了・巡回再開"],
  patrol_rtl: ["return to launch", "帰還"],
  patrol_landed: ["landed", "着陸"],
  patrol_circling: ["circling at home", "帰還・旋回中"],
  patrol_dived: ["under water", "潜航"],
  patrol_surfaced: ["at the surface", "浮上"],
  patrol_gate: ["limit of the dive", "潜航制限"],
  patrol_refused: ["refused", "拒否"],
  patrol_ended: ["patrol ended", "巡回終了"],
  patrol_notice: ["notice", "通知"],

  look_closer_with: ["Look closer with {0}", "{0} で接近確認"],
  look_proposal: [
    "{0} would fly one turn of {1} m radius round it, {2}, then go on with its patrol and come home with {3} % battery.",
    "{0} が半径 {1} mで一周します（{2}）。その後は巡回を再開し、帰還時の電池残量は {3} % です。",
  ],
  look_proposal_home: [
    "{0} would fly one turn of {1} m radius round it, {2}, then return with {3} % battery: the rest of the patrol is for later.",
    "{0} が半径 {1} mで一周します（{2}）。その後は電池残量 {3} % で帰還し、残りの巡回は後になります。",
  ],
  recall: ["Return to launch", "帰還"],
  recall_ask: ["Bring {0} home now?", "{0} を今すぐ帰還させますか。"],
  resume: ["Resume", "再開"],
  resume_ask: ["Let {0} go on with its patrol?", "{0} の巡回を再開しますか。"],
  order_done: ["Done. {0}: {1}", "指示を実行しました。{0}：{1}"],
  order_yes: ["Yes, do it", "実行する"],
  order_no: ["Cancel", "取りやめる"],
  order_asking: ["Asking {0}…", "{0} に指示しています…"],
  order_refused: ["Nothing was done. {0}: {1}", "実行されませんでした。{0}：{1}"],
  order_nobody: [
    "Nothing was done: no patrol of {0} listens to this station.",
    "実行されませんでした。{0} の巡回はこのサーバーに接続していません。",
  ],
  order_unknown: [
    "No answer from {0}: whether it was done is not known. Watch its mode.",
    "{0} から応答がありません。実行されたか不明です。モードを確認してください。",
  ],

  leg_drone: ["Own drone", "自機（ドローン）"],
  leg_ais: ["With AIS", "AISあり"],
  leg_none: ["Without AIS match", "AIS対応なし"],
  leg_unknown: ["AIS unknown", "AIS不明"],
  leg_predicted: ["Predicted", "予測位置"],
  leg_alert: ["Alert is about this", "警報の対象"],
  leg_looked: ["Sea looked at", "監視済みの海面"],
  leg_fence: ["Geofence", "飛行可能範囲"],
  leg_area: ["Area", "区域"],
  leg_nofly: ["No-fly zone", "飛行禁止区域"],
  leg_watched: ["Watched zone", "監視区域"],
  leg_home: ["Home", "離着陸地点"],
  leg_vector: [
    "Course line: the next minute. Ellipse: 95 % position error.",
    "針路線：1分間の移動。楕円：95 %位置誤差。",
  ],
  approximate: ["Coastline approximate: not for navigation", "海岸線は概略：航海には使用不可"],
};

const root = document.documentElement;
const KEPT = "mizugiwa.language";
let column = 0;
let code = "en";

export function language() {
  return code;
}

function speak(wanted) {
  code = wanted === "ja" ? "ja" : "en";
  column = code === "ja" ? 1 : 0;
  root.lang = code;
}

// What a person chose; only that is kept.
export function setLanguage(wanted) {
  speak(wanted);
  localStorage.setItem(KEPT, code);
}

// The person's own choice, else the first language of the browser that the page has, else the
// station's.
export function startLanguage() {
  speak(localStorage.getItem(KEPT) ?? browserLanguage() ?? root.dataset.language);
}

function browserLanguage() {
  const wanted = navigator.languages.map((tag) => tag.toLowerCase().split("-")[0]);
  return wanted.find((tag) => tag === "ja" || tag === "en");
}

// The text of a key; {0} … are filled in. The values are text from outside: they stay text.
export function word(key, ...values) {
  const entry = WORDS[key];
  if (!entry) throw new Error(`no word for ${key}`);
  return entry[column].replace(/\{(\d)\}/g, (_, n) => String(values[Number(n)]));
}

// The word for a value that the station may extend: an unknown one is shown as it is.
export function wordFor(family, value) {
  return WORDS[`${family}_${value}`]?.[column] ?? String(value).slice(0, 60);
}

// An alert's own text in the language of the page.
export function alertText(alert) {
  return code === "ja" ? alert.text_ja || alert.text_en : alert.text_en || alert.text_ja;
}

// The facts behind an alert in the language of the page.
export function alertReasons(alert) {
  return code === "ja" ? alert.reasons_ja : alert.reasons_en;
}

export function applyWords(scope = document) {
  for (const node of scope.querySelectorAll("[data-word]")) {
    node.textContent = word(node.dataset.word);
  }
  for (const node of scope.querySelectorAll("[data-word-label]")) {
    node.setAttribute("aria-label", word(node.dataset.wordLabel));
    node.setAttribute("title", word(node.dataset.wordLabel));
  }
}
