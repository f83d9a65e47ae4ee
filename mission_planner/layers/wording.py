"""The words of special-flight conditions (特定飛行) in English and Japanese.

Articles are those of the Civil Aeronautics Act (航空法) in force since December 2022: 132-85 where,
132-86 how. What holds for a flight is confirmed by the authorities, never by these words.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """A condition's name, and what follows when it applies."""

    name_en: str
    name_ja: str
    means_en: str
    means_ja: str


WORDS = {
    "height": Words(
        "150 m or more above ground or water",
        "地表又は水面から150m以上",
        "permission of the Minister (art. 132-85), agreed with the air traffic control there",
        "国土交通大臣の許可(法132条の85)。空域を管轄する管制機関との調整が必要",
    ),
    "airport": Words(
        "around an airport",
        "空港等の周辺",
        "permission of the Minister (art. 132-85), agreed with the airport's office",
        "国土交通大臣の許可(法132条の85)。空港事務所等との調整が必要",
    ),
    "emergency": Words(
        "emergency-service airspace",
        "緊急用務空域",
        "no flight; permits held already lapse there. Look it up right before each take-off and"
        " write down when",
        "飛行禁止(既得の許可も無効)。離陸の直前に公示を確認し、時刻を記録すること",
    ),
    "did": Words(
        "over a densely inhabited district (DID)",
        "人口集中地区(DID)の上空",
        "permission of the Minister (art. 132-85)",
        "国土交通大臣の許可(法132条の85)",
    ),
    "facility": Words(
        "within about 300 m of an important facility (Drone Act)",
        "重要施設の敷地及び周囲おおむね300m(小型無人機等飛行禁止法)",
        "no flight without the consent of its manager; notice 48 hours before to the police, over"
        " sea to the Regional Coast Guard Headquarters as well",
        "施設管理者の同意が必要。48時間前までに警察、海上では管区海上保安本部にも通報",
    ),
    "night": Words(
        "at night",
        "夜間(日没から日出まで)",
        "approval of the Minister (art. 132-86), lights on the aircraft",
        "国土交通大臣の承認(法132条の86)。機体の灯火が必要",
    ),
    "sight": Words(
        "beyond visual line of sight",
        "目視外",
        "approval of the Minister (art. 132-86): level 3 or 3.5 over unpopulated places",
        "国土交通大臣の承認(法132条の86)。無人地帯ではレベル3又は3.5飛行",
    ),
    "persons": Words(
        "within 30 m of persons or objects; take vessels as such",
        "第三者又は物件から30m未満(船舶を含む)",
        "approval of the Minister (art. 132-86), or keep 30 m from every vessel met",
        "国土交通大臣の承認(法132条の86)。又は出会う船舶から30m以上離すこと",
    ),
    "event": Words(
        "over an event with many people",
        "催し場所の上空",
        "approval of the Minister (art. 132-86): ask for festivals, races and fireworks on the way",
        "国土交通大臣の承認(法132条の86)。経路上の祭礼・競技・花火の有無を確認",
    ),
    "cargo": Words(
        "dangerous goods on board, or dropping things",
        "危険物の輸送・物件の投下",
        "approval of the Minister (art. 132-86)",
        "国土交通大臣の承認(法132条の86)",
    ),
    "aquaculture": Words(
        "low over aquaculture",
        "養殖施設の上空",
        "fly higher there, or agree it with the fishery cooperative",
        "高度を上げるか、漁業協同組合と調整すること",
    ),
    "other": Words(
        "over a zone of another layer",
        "その他の区域の上空",
        "ask who keeps the layer",
        "区域の管理者に確認すること",
    ),
}
