"""Labels of a preview in English and Japanese."""

from collections.abc import Callable

Say = Callable[[str], str]

_WORDS = {
    "path": ("flown path", "飛行経路"),
    "survey": ("survey lines", "捜索線"),
    "swath": ("seen", "視認範囲"),
    "gap": ("not seen", "未確認"),
    "land": ("land", "陸"),
    "fence": ("fence", "飛行範囲"),
    "nofly": ("no-fly", "飛行禁止"),
    "home": ("home", "離着陸地点"),
    "deck": ("ship, predicted", "船(予測)"),
    "rally": ("rally point", "代替着陸地点"),
    "wind": ("wind", "風"),
    "calm": ("no wind", "無風"),
    "from": ("from", "風向"),
    "sortie": ("sortie", "飛行"),
    "vehicle": ("vehicle", "機体"),
    "pattern": ("pattern", "方式"),
    "length": ("km", "距離"),
    "duration": ("min", "時間"),
    "energy": ("Wh", "電力"),
    "left": ("battery left %", "電池残量"),
    "left_strong_wind": ("left % in wind +30 %", "風速3割増の残量"),
    "left_strong_current": ("left % in current +30 %", "流速3割増の残量"),
    "depth": ("depth", "深度"),
    "above_bed": ("height above sea bed", "海底からの高さ"),
    "tether": ("tether", "テザー"),
    "bed": ("sea bed", "海底"),
    "altitude": ("height above home", "離陸地点からの高さ"),
    "swath_m": ("swath", "視認幅"),
    "standoff_m": ("stand-off", "離岸距離"),
    "coverage": ("coverage", "視認率"),
    "nearest": ("nearest to land", "陸との最短距離"),
    "detection": ("detection probability", "探知確率"),
    "per_hour": ("found per battery-hour", "電池1時間あたりの発見"),
    "link": ("link", "通信"),
    "weak": ("weak link", "通信弱"),
    "dead": ("no link", "通信途絶"),
    "left_out": ("left out", "省略"),
    "spacing": ("spacing", "間隔"),
    "energy_left": ("battery", "電池"),
    "reason": ("why", "理由"),
    "area": ("m2", "面積"),
    "place": ("lon, lat", "経度, 緯度"),
    "standoff": ("stand-off", "離岸距離"),
    "turn": ("turn", "旋回"),
    "total": ("together", "合計"),
    "density": ("stronger: likelier", "強いほど高確率"),
    "within": ("% region", "存在域"),
    "start": ("known place", "既知の位置"),
    "track": ("mean track", "平均経路"),
    "marks": ("marks every", "印の間隔"),
    "circle": ("farthest on", "最遠到達円"),
    "beyond": ("beyond the picture", "図の外"),
    "searched": ("searched", "捜索済み"),
    "next": ("next search", "次の捜索"),
    "measured_on": ("measured on", "実測対象"),
    "at": ("at", "時刻"),
    "until": ("map for", "推定時刻"),
    "current": ("current", "流れ"),
    "towards": ("towards", "流向"),
    "stranded": ("on land", "漂着"),
    "not_found": ("not found so far", "未発見の確率"),
    "sweep_width": ("sweep width m", "掃引幅"),
    "from_curve": ("by", "根拠"),
    "found": ("%+ found", "探知"),
    "still": (
        "shaded: how likely a boat that lies still there is found.",
        "濃淡は静止目標の探知確率。",
    ),
    "more": ("smaller ones", "その他"),
}


def english(key: str) -> str:
    """The English label of a key; the key itself when it has none."""
    return _WORDS.get(key, (key, key))[0]


def both(key: str) -> str:
    """English and Japanese beside each other."""
    return " ".join(dict.fromkeys(_WORDS.get(key, (key, key))))
