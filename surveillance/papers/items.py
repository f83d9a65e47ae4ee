"""Pre-flight items that look at papers. What nobody recorded is red."""

from collections.abc import Callable
from datetime import datetime, timedelta

from mission_planner.layers.conditions import State
from surveillance.papers.book import JST, NOTICE_AHEAD, Aircraft, Basis, Confirmed, Lasting
from surveillance.papers.check import Check
from surveillance.papers.outing import ASKED, Outing
from surveillance.papers.papers import Papers
from surveillance.papers.permits import permit_item, special_kinds, used_permits


def paper_items(papers: Papers, outing: Outing) -> tuple[Check, ...]:
    """Every item, in the order in which a person would go through the papers."""
    return tuple(item(papers, outing) for item in _ITEMS.values())


def names() -> tuple[str, ...]:
    """Of the items."""
    return tuple(_ITEMS)


def _registration(papers: Papers, outing: Outing) -> Check:
    craft, found = _aircraft(papers, outing, "registration")
    if craft is None:
        return found
    red = _faults(craft, outing)
    return _item("registration", red, f"{craft.registration}{_by(craft)}")


def _remote_id(papers: Papers, outing: Outing) -> Check:
    craft, found = _aircraft(papers, outing, "remote id")
    if craft is None:
        return found
    remote = craft.remote_id
    if remote is None:
        text = f"none is recorded for {outing.vehicle}: its serial, or an exemption and whose"
        return Check("remote id", False, text)
    what = f"serial {remote.serial}"
    if remote.exemption is not None:
        what = f"exempt ({remote.exemption}, {remote.authority})"
    return _item("remote id", _future(remote, outing.at), what + _by(remote))


def _insurance(papers: Papers, outing: Outing) -> Check:
    craft, found = _aircraft(papers, outing, "insurance")
    if craft is None:
        return found
    insurance = craft.insurance
    if insurance is None:
        text = f"none is recorded for {outing.vehicle}, nor why there is none"
        return Check("insurance", False, text)
    what = f"{insurance.insurer} {insurance.policy}"
    if insurance.waived is not None:
        what = f"none: {insurance.waived}"
    return _item("insurance", _faults(insurance, outing), what + _by(insurance))


def _legal_basis(papers: Papers, outing: Outing) -> Check:
    basis = _basis(papers, outing)
    if basis is None:
        return Check("legal basis", False, f"none is recorded that holds for {outing.name} now")
    red = _future(basis, outing.at)
    answered = {*basis.applies, *basis.ruled_out}
    known = {c.kind for c in outing.conditions if c.state is not State.CHECK}
    missing = [kind for kind in ASKED if kind not in answered | known]
    denied = outing.found(basis.ruled_out)
    if missing:
        red = f"nobody said whether {', '.join(missing)} applies: add to applies or ruled_out"
    if denied:
        said = outing.condition(denied[0])
        red = f"{denied[0]} is ruled out, yet {said.found_en if said else 'it applies'}"
    return _item("legal basis", red, f"{basis.text}{_by(basis)}")


def _pilot(papers: Papers, outing: Outing) -> Check:
    basis = _basis(papers, outing)
    if basis is None:
        return Check("pilot", False, f"the legal basis of {outing.name} would name one: none holds")
    pilot = papers.pilot(basis.pilot)
    if pilot is None:
        return Check("pilot", False, f"{basis.pilot} is not among the pilots recorded")
    red = _faults(pilot, outing)
    if pilot.vehicles and outing.vehicle not in pilot.vehicles:
        red = f"{pilot.name} is recorded for {', '.join(pilot.vehicles)}, not {outing.vehicle}"
    licence = f"licence {pilot.licence}" if pilot.licence else "without a licence"
    return _item("pilot", red, f"{pilot.name}, {licence}{_by(pilot)}")


def _permit(papers: Papers, outing: Outing) -> Check:
    return permit_item(papers, outing, _basis(papers, outing))


def _emergency(papers: Papers, outing: Outing) -> Check:
    look = papers.book.emergency_airspace
    name = "emergency airspace"
    if look is None:
        return Check(name, False, "nobody recorded a look at it (緊急用務空域): look now")
    until = look.at + timedelta(hours=look.valid_h)
    red = _future(look, outing.at)
    if not look.is_clear:
        red = f"{look.source} showed one here{_by(look)}: do not fly"
    elif until < outing.end:
        red = f"last looked up{_by(look)}, good until {_time(until)}: look again before take-off"
    return _item(name, red, f"none here, {look.source}{_by(look)}, good until {_time(until)}")


def _coast_guard(papers: Papers, outing: Outing) -> Check:
    name, basis = "coast guard notice", _basis(papers, outing)
    if basis is None:
        return Check(name, False, f"nobody said whether {outing.name} touches a Drone Act zone")
    if "facility" not in special_kinds(basis, outing):
        return Check(name, True, f"no Drone Act zone is touched{_by(basis)}")
    notices = [n for n in papers.book.coast_guard_notice if outing.name in n.sorties]
    if not notices:
        return Check(name, False, f"none is recorded for {outing.name}, which touches a zone")
    notice = max(notices, key=lambda n: n.at)
    red = _faults(notice, outing)
    if notice.sent_at > outing.begin - NOTICE_AHEAD:
        red = f"sent {_time(notice.sent_at)}; limit 48 h before take-off"
    return _item(name, red, f"{notice.zone}: {notice.office}, sent {_time(notice.sent_at)}")


def _daylight(papers: Papers, outing: Outing) -> Check:
    night = outing.condition("night")
    if night is None or night.state is State.CHECK:
        return Check("daylight", False, "it is not known whether the flight is by night")
    if night.state is State.NO:
        return Check("daylight", True, f"by day: {night.found_en}")
    basis = _basis(papers, outing)
    permitted = [p for p in used_permits(papers, outing) if "night" in p.covers]
    if permitted:
        text = f"by night, permit {permitted[0].number} covers it: {night.found_en}"
        return Check("daylight", True, text)
    if basis is not None and basis.lifted_by:
        return Check("daylight", True, f"by night, {basis.lifted_by}: {night.found_en}")
    return Check("daylight", False, f"no permit covers the night: {night.found_en}")


def dive_items(papers: Papers, sortie: str, begin: datetime, end: datetime) -> tuple[Check, ...]:
    """Before a dive in a port: the harbour master's permission, suctions, other divers."""
    found = [p for p in papers.book.harbour_permission if sortie in p.sorties]
    if not found:
        text = f"none of a harbour master is recorded for {sortie} (港則法 31)"
        asked = ("harbour permission", "lock-out", "divers clear")
        return tuple(Check(name, False, text) for name in asked)
    paper = max(found, key=lambda p: p.at)
    days = f"holds {paper.valid_from} to {paper.valid_until} only"
    early = _future(paper, begin)
    red = early if paper.holds(begin, end) else days
    until = paper.at + timedelta(hours=paper.valid_h)
    good = f"{_by(paper)}, good until {_time(until)}"
    stale = early or (f"said{good}: ask again" if until < end else "")
    locked = "propellers, thrusters and suctions are locked out"
    master = f"the master, {paper.master}"
    unlocked = "" if paper.is_locked_out else f"{master}, has not confirmed that {locked}"
    return (
        _item("harbour permission", red, f"{paper.number}, {paper.port}{_by(paper)}"),
        _item("lock-out", unlocked or stale, f"{master}: {locked}{good}"),
        _item("divers clear", stale if paper.is_clear else "divers are down", f"clear{good}"),
    )


_ITEMS: dict[str, Callable[[Papers, Outing], Check]] = {
    "registration": _registration,
    "remote id": _remote_id,
    "insurance": _insurance,
    "legal basis": _legal_basis,
    "pilot": _pilot,
    "permit": _permit,
    "emergency airspace": _emergency,
    "coast guard notice": _coast_guard,
    "daylight": _daylight,
}


def _aircraft(papers: Papers, outing: Outing, name: str) -> tuple[Aircraft | None, Check]:
    text = f"nothing is recorded of {outing.vehicle}: add [aircraft.{outing.vehicle}] to the papers"
    return papers.aircraft(outing.vehicle), Check(name, False, text)


def _basis(papers: Papers, outing: Outing) -> Basis | None:
    return papers.basis(outing.name, outing.begin, outing.end)


def _faults(paper: Lasting, outing: Outing) -> str:
    """What is against a paper with a first and a last day; "": nothing."""
    if not paper.holds(outing.begin, outing.end):
        return f"holds from {paper.valid_from} to {paper.valid_until}, the flight does not lie in"
    return _future(paper, outing.at)


def _future(paper: Confirmed, now: datetime) -> str:
    late = f"was confirmed {_time(paper.at)}, which is not yet: correct it, or the clock"
    return late if paper.at > now else ""


def _item(name: str, red: str, green: str) -> Check:
    return Check(name, not red, red or green)


def _by(paper: Confirmed) -> str:
    return f" ({paper.by}, {_time(paper.at)})"


def _time(at: datetime) -> str:
    return f"{at.astimezone(JST):%Y-%m-%d %H:%M} JST"
