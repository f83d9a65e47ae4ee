"""飛行計画の通報: what the notification of a flight plan asks for, before it is typed in.

Items after article 132-88 of the Civil Aeronautics Act and its ordinance, as listed in
無人航空機の飛行の安全に関する教則 (3rd ed.) and seen in November 2026. It is sent to nobody: an
officer enters it in the ministry's system (DIPS) and checks what that says.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from surveillance.records.sortie import People, Place, Planned, SortieRecord, Special
from surveillance.report.facts import (
    aircraft_facts,
    insurance_text,
    permit_lines,
    special_lines,
)
from surveillance.report.form import BLANK, Both, Cell, Column, Duration, Form, Table


@dataclass(frozen=True, slots=True)
class Notified:
    """What is notified. begin: of the flight, as planned."""

    name: str
    vehicle: str
    begin: datetime
    planned: Planned
    specials: tuple[Special, ...]
    people: People


def notified_of(record: SortieRecord) -> Notified:
    """What was planned of a sortie that was flown."""
    begin = record.take_off.at if record.take_off is not None else record.began_at
    return Notified(
        record.name, record.vehicle, begin, record.planned, record.specials, record.people
    )


def notification(notified: Notified) -> Form:
    """The form; what nobody recorded is unknown, what only people can say is blank."""
    planned, people, basis = notified.planned, notified.people, notified.people.basis
    head: tuple[tuple[Column, Cell], ...] = (
        (Column("sortie", "飛行", "sortie"), notified.name),
        (Column("begin_at", "開始日時", "begins"), notified.begin),
        (Column("end_at", "終了日時", "ends"), _end(notified)),
        (Column("duration_s", "所要時間", "time to destination"), Duration(planned.duration_s)),
        *aircraft_facts(notified.vehicle, people.aircraft),
        (Column("pilot", "飛行させる者", "pilot"), people.pilot.name if people.pilot else None),
        (Column("licence", "技能証明書番号", "licence"), _licence(people)),
        (Column("permits", "許可・承認番号", "permits"), permit_lines(people)),
        (Column("purpose", "飛行の目的", "purpose"), basis.purpose if basis else None),
        (Column("highest_m", "飛行高度(離陸地点上 m)", "height above home, m"), planned.highest_m),
        (Column("speed_mps", "速度 (m/s)", "speed, m/s"), planned.speed_mps),
        (Column("departure", "出発地", "departure"), planned.home),
        (Column("destination", "目的地", "destination"), planned.way[-1]),
        (Column("control", "立入管理措置", "access control"), _control(people)),
        (Column("insurance", "保険契約", "insurance"), insurance_text(people.aircraft)),
        (
            Column("special", "飛行禁止空域・飛行の方法", "special flight", 2.0),
            special_lines(notified.specials, basis),
        ),
        (Column("plan_sha256", "計画のハッシュ", "plan hash", 2.0), planned.plan_sha256),
    )
    return Form(
        "notification",
        Both("飛行計画の通報(下書き)", "flight-plan notification (draft)"),
        head,
        (
            _places("area", Both("飛行範囲", "area"), planned.fence),
            _places("route", Both("飛行経路", "route"), planned.way),
        ),
        (
            Both(
                "この書面は通報そのものではない。DIPSに入力し、通報の完了を確認すること。",
                "this sheet notifies nobody: enter it in DIPS and see that it was taken",
            ),
        ),
    )


def geometry(notified: Notified) -> dict[str, Any]:
    """Area and route as GeoJSON, for whoever has to draw them."""
    ring = [[p.lon, p.lat] for p in (*notified.planned.fence, notified.planned.fence[0])]
    line = [[p.lon, p.lat] for p in notified.planned.way]
    shapes = (("area", "Polygon", [ring]), ("route", "LineString", line))
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"kind": kind, "sortie": notified.name},
                "geometry": {"type": shape, "coordinates": coordinates},
            }
            for kind, shape, coordinates in shapes
        ],
    }


def _end(notified: Notified) -> datetime:
    return notified.begin + timedelta(seconds=notified.planned.duration_s)


def _licence(people: People) -> Cell:
    if people.pilot is None:
        return None
    return people.pilot.licence or Both("なし", "none")


def _control(people: People) -> Cell:
    if people.basis is None:
        return None
    return people.basis.control or BLANK


def _places(key: str, title: Both, places: tuple[Place, ...]) -> Table:
    columns = (
        Column("number", "番号", "no.", 0.4),
        Column("place", "位置(度・分)", "degrees and minutes", 2.0),
        Column("lon_deg", "経度(度)", "longitude, degrees", 1.0),
        Column("lat_deg", "緯度(度)", "latitude, degrees", 1.0),
    )
    rows = tuple((n, p, f"{p.lon:.6f}", f"{p.lat:.6f}") for n, p in enumerate(places, start=1))
    return Table(key, title, columns, rows)
