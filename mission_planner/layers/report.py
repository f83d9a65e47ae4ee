"""An assessment as JSON values and as GeoJSON features."""

from typing import Any

from shapely.geometry import LineString, mapping

from geodata.position import LonLat
from mission_planner.layers.assessment import Assessment, LinkMap
from mission_planner.layers.conditions import Condition, words_of
from mission_planner.layers.link import Shadow
from mission_planner.layers.link_loss import LegLoss
from mission_planner.layers.returns import ReturnWarning


def as_json(found: Assessment) -> dict[str, Any]:
    """`conditions`, `return` and `link` (null without an antenna)."""
    return {
        "conditions": [_condition(c) for c in found.conditions],
        "return": [_return(w) for w in found.returns],
        "link": None if found.link is None else _link(found.link),
    }


def features(found: Assessment) -> list[dict[str, Any]]:
    """Features of kind link_shadow, one per stretch of the way without a full link."""
    if found.link is None:
        return []
    return [
        {
            "type": "Feature",
            "properties": {"kind": "link_shadow", **_shadow(shadow)},
            "geometry": mapping(LineString([(place.lon, place.lat) for place in shadow.line])),
        }
        for shadow in found.link.shadows
    ]


def _condition(condition: Condition) -> dict[str, Any]:
    return {
        "kind": condition.kind,
        "state": condition.state.value,
        "found_en": condition.found_en,
        "found_ja": condition.found_ja,
        **words_of(condition),
        "lonlat": None if condition.place is None else _lonlat(condition.place),
        "amount": None if condition.amount is None else round(condition.amount, 1),
        "limit": None if condition.limit is None else round(condition.limit, 1),
        **({"unplaced": list(condition.unplaced)} if condition.unplaced else {}),
    }


def _return(warning: ReturnWarning) -> dict[str, Any]:
    return {
        "sortie": warning.sortie,
        "from": _lonlat(warning.begin),
        "to": _lonlat(warning.end),
        "length_m": round(warning.length_m),
        "crosses": list(warning.crosses),
        "target": warning.target,
        "remedy": warning.remedy,
    }


def _link(link: LinkMap) -> dict[str, Any]:
    return {
        "antenna_m": link.radio.antenna_m,
        "land_height_m": link.radio.land_m,
        "mhz": link.radio.mhz,
        "share": {state.value: round(part, 4) for state, part in link.shares.items()},
        "shadows": [_shadow(shadow) for shadow in link.shadows],
        "legs": [_leg(leg) for leg in link.legs],
    }


def _shadow(shadow: Shadow) -> dict[str, Any]:
    return {
        "sortie": shadow.sortie,
        "state": shadow.state.value,
        "cause": shadow.cause,
        "behind": _lonlat(shadow.behind),
        "from": _lonlat(shadow.line[0]),
        "to": _lonlat(shadow.line[-1]),
        "from_m": round(shadow.from_m),
        "length_m": round(shadow.length_m),
    }


def _leg(leg: LegLoss) -> dict[str, Any]:
    return {
        "sortie": leg.sortie,
        "legs": [leg.first, leg.last],
        "from": _lonlat(leg.begin),
        "to": _lonlat(leg.end),
        "link": leg.link.value,
        "on_loss": leg.rule,
        "why": leg.why,
    }


def _lonlat(place: LonLat) -> list[float]:
    return [round(place.lon, 6), round(place.lat, 6)]
