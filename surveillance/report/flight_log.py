"""飛行日誌: flight record, daily inspection record, maintenance record of one aircraft.

Contents after article 236-84 (2) of the Ordinance for Enforcement of the Civil Aeronautics Act and
forms 1 to 3 of 無人航空機の飛行日誌の取扱要領 (国空無機第236963号, 1 December 2022), as quoted by
secondary sources in November 2026; forms of one's own are allowed that hold all of these items.
An operator compares them with the forms in force.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from surveillance.papers.book import JST, Aircraft
from surveillance.records.sortie import SortieRecord
from surveillance.report.entries import Defect, Entries, Inspection, Maintenance
from surveillance.report.facts import aircraft_facts, permit_lines, special_lines, troubles
from surveillance.report.form import BLANK, Both, Cell, Column, Duration, Form, Table

_FLIGHTS = (
    Column("date", "飛行年月日", "date", 1.05),
    Column("pilot", "飛行させた者", "flown by", 0.95),
    Column("licence", "技能証明書番号", "licence no.", 1.15),
    Column("purpose_route", "飛行の目的・経路", "purpose and route", 1.4),
    Column("special", "飛行禁止空域・飛行の方法", "airspace and manner (special flight)", 1.5),
    Column("take_off_place", "離陸場所", "take-off place", 1.35),
    Column("take_off_at", "離陸時刻", "take-off", 1.05),
    Column("landing_place", "着陸場所", "landing place", 1.35),
    Column("landing_at", "着陸時刻", "landing", 1.05),
    Column("flown_s", "飛行時間", "flight time", 0.88),
    Column("total_s", "総飛行時間", "total since made", 0.9),
    Column("safety", "飛行の安全に影響のあった事項", "what touched safety", 1.6),
)
_DEFECTS = (
    Column("found_at", "発生年月日", "found", 0.8),
    Column("what", "不具合事項", "defect", 2.0),
    Column("fixed_at", "処置年月日", "mended", 0.8),
    Column("fix", "処置その他", "what was done", 2.0),
    Column("confirmed_by", "確認者", "confirmed by", 0.9),
)
_PARTS = {
    "airframe": Both("機体全般", "airframe"),
    "propellers": Both("プロペラ", "propellers"),
    "frame": Both("フレーム", "frame"),
    "radio": Both("通信系統", "radio"),
    "propulsion": Both("推進系統", "propulsion"),
    "power": Both("電源系統", "power"),
    "autopilot": Both("自動制御系統", "autopilot"),
    "controller": Both("操縦装置", "controller"),
    "battery": Both("バッテリー・燃料", "battery, fuel"),
    "remote_id": Both("リモートID", "Remote ID"),
}
_WHEN = {"before": Both("飛行前", "before"), "after": Both("飛行後", "after")}
_INSPECTIONS = (
    Column("date", "実施年月日", "date", 1.0),
    Column("when", "時期", "when", 0.7),
    Column("place", "実施場所", "place", 1.1),
    Column("by", "実施者", "by", 0.9),
    *(Column(key, both.ja, both.en, 0.85) for key, both in _PARTS.items()),
    Column("remarks", "特記事項", "remarks", 1.2),
)
_MAINTENANCE = (
    Column("date", "実施年月日", "date", 1.0),
    Column("place", "実施場所", "place", 1.1),
    Column("by", "実施者", "by", 0.9),
    Column("what", "点検・修理・改造・整備の内容(交換部品)", "work done (parts replaced)", 2.4),
    Column("why", "実施理由", "why", 1.3),
    Column("since_certificate_h", "最近の機体認証後の総飛行時間", "hours since certificate", 1.0),
    Column("remarks", "その他特記事項", "remarks", 1.2),
)


_TITLES = (
    Both("無人航空機の飛行記録", "flight record"),
    Both("無人航空機の日常点検記録", "daily inspection record"),
    Both("無人航空機の点検整備記録", "maintenance record"),
)
_JAPAN = Both("時刻は日本標準時", "times are Japan Standard Time")
_BY_HAND = Both("空欄は実施者が記入する", "blank cells are filled in by who did the work")


@dataclass(frozen=True, slots=True)
class Span:
    """From since to until; None: without an end on that side."""

    since: datetime | None = None
    until: datetime | None = None

    def holds(self, at: datetime) -> bool:
        """Whether a time lies in it, its ends included."""
        return (self.since is None or self.since <= at) and (self.until is None or at <= self.until)


def flight_log(
    records: Sequence[SortieRecord], craft: Aircraft | None, entries: Entries, span: Span
) -> tuple[Form, Form, Form]:
    """The three forms of one aircraft. records: all of it, oldest first. craft: as recorded now.

    span: what is shown; totals are of all records. What nobody wrote down of inspections stays
    blank, what the records do not hold is unknown.
    """
    vehicle = records[0].vehicle
    facts = aircraft_facts(vehicle, craft)
    totals = dict(zip((r.id for r in records), total_times(records, craft), strict=True))
    told = [r for r in records if span.holds(r.began_at)]
    wrote = entries.of(vehicle, span.holds)
    flights = tuple(_flight(r, totals[r.id]) for r in told)
    defects = tuple(_defect(d) for d in wrote.defect)
    works = tuple(_maintenance(m) for m in wrote.maintenance)
    blank = 2 if not defects else 0
    tables = (
        Table("flights", Both("飛行", "flights"), _FLIGHTS, flights),
        Table("defects", Both("不具合事項", "defects"), _DEFECTS, defects, blank),
    )
    inspections = tuple(_inspection_rows(told, wrote))
    daily = Table("inspections", Both("日常点検", "inspections"), _INSPECTIONS, inspections)
    blank = 4 if not works else 0
    kept_up = Table("works", Both("点検整備", "maintenance"), _MAINTENANCE, works, blank)
    return (
        Form("flight_record", _TITLES[0], facts, tables, (_JAPAN,)),
        Form("daily_inspection", _TITLES[1], facts, (daily,), (_BY_HAND,)),
        Form("maintenance", _TITLES[2], facts, (kept_up,), (_BY_HAND,)),
    )


def total_times(
    records: Sequence[SortieRecord], craft: Aircraft | None
) -> tuple[Duration | None, ...]:
    """Flown since it was made, after each record: what people wrote down and the records since.

    None where nobody wrote it down, or one of the flights since has no known length.
    """
    if craft is None or craft.total_h is None or craft.total_at is None:
        return (None,) * len(records)
    total: float | None = craft.total_h * 3600.0
    found: list[Duration | None] = []
    for record in records:
        if record.began_at < craft.total_at:
            found.append(None)  # the figure already holds this flight
            continue
        flown_s = record.flown_s
        total = None if total is None or flown_s is None else total + flown_s
        found.append(None if total is None else Duration(total))
    return tuple(found)


def _flight(record: SortieRecord, total: Duration | None) -> tuple[Cell, ...]:
    people, flown_s = record.people, record.flown_s
    take_off, landing = record.take_off, record.landing
    special = special_lines(record.specials, people.basis)
    permits = permit_lines(people)
    numbers = permits if isinstance(permits, tuple) else ()
    bad = troubles(record)
    return (
        record.began_at.astimezone(JST).date(),
        people.pilot.name if people.pilot else None,
        people.pilot.licence if people.pilot else None,
        _purpose_route(record),
        (*special, *numbers),
        take_off.place if take_off else None,
        take_off.at if take_off else None,
        landing.place if landing else None,
        landing.at if landing else None,
        Duration(flown_s) if flown_s is not None else None,
        total,
        bad or (Both("記録された事項なし", "nothing recorded"),),
    )


def _purpose_route(record: SortieRecord) -> tuple[Both, ...]:
    basis, planned = record.people.basis, record.planned
    purpose = Both(basis.purpose, basis.purpose) if basis else Both("目的: 不明", "purpose unknown")
    reached = f"{record.waypoints_reached}/{planned.waypoints}"
    return (
        purpose,
        Both(
            f"{planned.area} 通過点 {reached}、計画 {planned.plan_sha256[:12]}",
            f"{planned.area}, way points {reached}, plan {planned.plan_sha256[:12]}",
        ),
    )


def _defect(defect: Defect) -> tuple[Cell, ...]:
    return (
        _day(defect.at),
        defect.what,
        _day(defect.fixed_at) if defect.fixed_at else BLANK,
        defect.fix or BLANK,
        defect.confirmed_by or BLANK,
    )


def _inspection_rows(records: Sequence[SortieRecord], wrote: Entries) -> list[tuple[Cell, ...]]:
    """Inspections by day; a day with flights and none written down is a row to be filled in."""
    days = {r.began_at.astimezone(JST).date(): r for r in reversed(records)}
    mine = sorted(wrote.inspection, key=lambda i: i.at)
    written = {
        day: list(some) for day, some in groupby(mine, lambda i: i.at.astimezone(JST).date())
    }
    found: list[tuple[Cell, ...]] = []
    for day in sorted({*days, *written}):
        some = written.get(day, [])
        found += [_inspection(i) for i in some]
        missing = [w for w in ("before", "after") if w not in {i.when for i in some}]
        if day in days:
            blank = (BLANK,) * (len(_PARTS) + 3)
            found += [(day, _WHEN[when], *blank) for when in missing]
    return found


def _inspection(i: Inspection) -> tuple[Cell, ...]:
    results = {str(part): text for part, text in i.results.items()}
    parts = (results.get(key, BLANK) for key in _PARTS)
    return (_day(i.at), _WHEN[i.when], i.place, i.by, *parts, i.remarks or BLANK)


def _maintenance(m: Maintenance) -> tuple[Cell, ...]:
    hours = m.since_certificate_h
    return (_day(m.at), m.place, m.by, m.what, m.why, hours, m.remarks or BLANK)


def _day(at: datetime) -> Cell:
    return at.astimezone(JST).date()
