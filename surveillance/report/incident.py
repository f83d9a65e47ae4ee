"""事故等報告: a draft of the report of an accident or a serious incident, out of a sortie's record.

Items after articles 132-90 and 132-91 of the Civil Aeronautics Act and
無人航空機の事故及び重大インシデントの報告要領, as quoted by secondary sources in November 2026. The
draft says what was recorded; whether it is reportable, and as what, is decided by people.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from surveillance.errors import RecordError
from surveillance.records.sortie import End, Moment, SortieRecord
from surveillance.report.facts import (
    aircraft_facts,
    is_crash,
    is_loss_of_control,
    permit_lines,
    troubles,
)
from surveillance.report.form import BLANK, Both, Cell, Column, Form, Table

_CONTROL = Both("重大インシデント(制御不能)の疑い", "possible serious incident: loss of control")
_HIT = Both("事故(墜落・衝突)の疑い", "possible accident: crash or collision")
_JUDGE = Both("該当の有無を判断すること", "whether it is reportable has to be judged")
_EVENTS = (
    Column("at", "時刻", "time", 1.1),
    Column("kind", "種別", "kind", 0.5),
    Column("text", "記録(原文)", "as recorded", 3.0),
)
_GROUNDS = (
    Column("at", "時刻", "time", 0.9),
    Column("place", "位置", "place", 1.1),
    Column("what", "記録された事象", "what was recorded", 2.0),
    Column("category", "該当の可能性", "may be", 1.4),
)
_CHECKS = (
    Column("name", "項目", "item", 0.9),
    Column("state", "結果", "result", 0.6),
    Column("text", "内容(原文)", "as recorded", 3.0),
)


@dataclass(frozen=True, slots=True)
class _Ground:
    moment: Moment | None
    what: Both
    category: Both


def incident(record: SortieRecord, because: str | None) -> Form:
    """The draft. because: what a person saw that no program could.

    Raises RecordError when neither the record nor a person gives a ground for it.
    """
    grounds = tuple(_grounds(record, because))
    if not grounds:
        raise RecordError(
            f"record {record.id} holds no broken limit, no lost link and no bad landing; when"
            " something did happen, say it with --because TEXT"
        )
    first = next((g.moment for g in grounds if g.moment is not None), None)
    events = tuple((e.at, e.kind, e.text) for e in record.events)
    found = tuple(
        (
            g.moment.at if g.moment else None,
            g.moment.place if g.moment else None,
            g.what,
            g.category,
        )
        for g in grounds
    )
    checks = tuple((c.name, _state(c.is_good), c.text) for c in record.checks)
    return Form(
        "incident_draft",
        Both("事故・重大インシデント報告(下書き)", "accident or incident report (draft)"),
        _head(record, first),
        (
            Table("grounds", Both("端緒となった記録", "grounds"), _GROUNDS, found),
            Table("events", Both("経過", "course of events"), _EVENTS, events),
            Table("checks", Both("飛行前の確認", "checks before the launch"), _CHECKS, checks),
        ),
        (
            Both(
                "空欄は報告者が記入する。負傷者の救護と危険の防止を先に行い、速やかに報告すること。",
                "blank cells are filled in by people: help the injured and end the danger first,"
                " then report without delay",
            ),
        ),
    )


def _head(record: SortieRecord, first: Moment | None) -> tuple[tuple[Column, Cell], ...]:
    people, last = record.people, record.last_heard
    return (
        (Column("record", "記録", "record"), record.id),
        (Column("at", "発生日時", "when"), first.at if first else None),
        (Column("place", "発生場所", "where"), first.place if first else None),
        (Column("pilot", "飛行させた者", "flown by"), people.pilot.name if people.pilot else None),
        *aircraft_facts(record.vehicle, people.aircraft),
        (Column("permits", "許可等の番号", "permits"), permit_lines(people)),
        (
            Column("purpose", "飛行の目的", "purpose"),
            people.basis.purpose if people.basis else None,
        ),
        (Column("take_off_at", "離陸時刻", "take-off"), _at(record.take_off)),
        (Column("landing_at", "着陸時刻", "landing"), _at(record.landing)),
        (Column("last_heard_at", "最終受信時刻", "last heard"), _at(last)),
        (Column("last_heard_place", "最終受信位置", "last heard at"), last.place if last else None),
        (Column("battery_end_pct", "電池残量 (%)", "battery, %"), record.battery_end_pct),
        (Column("weather", "気象状況", "weather"), BLANK),
        (Column("summary", "概要", "summary", 2.0), troubles(record)),
        (Column("injured", "負傷者の有無・程度", "injured persons", 2.0), BLANK),
        (Column("property", "第三者の物件の損壊", "property of others", 2.0), BLANK),
        (Column("damage", "機体の損壊", "damage to the aircraft", 2.0), BLANK),
        (Column("measures", "措置(救護・通報等)", "measures taken", 2.0), BLANK),
        (Column("cause", "推定原因・再発防止", "cause and prevention", 2.0), BLANK),
        (Column("reporter", "報告者・連絡先", "reported by, contact", 2.0), BLANK),
    )


def _grounds(record: SortieRecord, because: str | None) -> Iterator[_Ground]:
    if because is not None:
        yield _Ground(None, Both(because, because), _JUDGE)
    for event in record.events:
        if is_crash(event.text):
            yield _Ground(_moment_of(record, event.at), Both(event.text, event.text), _HIT)
        elif is_loss_of_control(event.text):
            yield _Ground(_moment_of(record, event.at), Both(event.text, event.text), _CONTROL)
    if record.end is End.FAILED:
        what = Both(f"異常終了: {record.end_text}", f"ended abnormally: {record.end_text}")
        yield _Ground(record.last_heard, what, _CONTROL)
    elif record.end is End.OPEN:
        what = Both("記録が中断し、結末が不明", "the record was interrupted, its end is unknown")
        yield _Ground(record.last_heard, what, _JUDGE)
    for broken in record.limits_broken:
        moment = Moment(at=broken.at, place=broken.place) if broken.at is not None else None
        what = Both(
            f"{broken.kind} {broken.name} を {broken.amount_m:.0f} m 逸脱",
            f"{broken.kind} {broken.name} broken by {broken.amount_m:.0f} m",
        )
        yield _Ground(moment, what, _JUDGE)
    for at in record.link_losses:
        yield _Ground(Moment(at=at, place=None), Both("通信断", "link lost"), _JUDGE)


def _moment_of(record: SortieRecord, at: datetime) -> Moment | None:
    """Where it then was: its last place, when that is of about the same time."""
    last = record.last_heard
    is_near = last is not None and abs((last.at - at).total_seconds()) < 10.0
    return Moment(at=at, place=last.place if is_near and last is not None else None)


def _at(moment: Moment | None) -> Cell:
    return moment.at if moment is not None else None


def _state(is_good: bool | None) -> Both:
    if is_good is None:
        return Both("対象外", "not asked")
    return Both("良", "good") if is_good else Both("否", "red")
