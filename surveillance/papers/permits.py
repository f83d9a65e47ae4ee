"""Do the permits allow this sortie: kinds of special flight, days, place, height, level."""

from collections.abc import Iterator, Sequence

from surveillance.papers.book import Basis, Kind, Permit
from surveillance.papers.check import Check
from surveillance.papers.outing import Outing
from surveillance.papers.papers import Papers

KNOWN: tuple[Kind, ...] = (
    "height", "airport", "did", "facility", "night", "sight", "persons", "event", "cargo",
)  # fmt: skip
_LICENSED = ("3.5", "4")  # levels that only a pilot with a licence may fly


def special_kinds(basis: Basis, outing: Outing) -> tuple[Kind, ...]:
    """Kinds of special flight that the sortie is: found by the planner, or said by a person."""
    found = outing.found(KNOWN)
    return tuple(kind for kind in KNOWN if kind in found or kind in basis.applies)


def used_permits(papers: Papers, outing: Outing) -> tuple[Permit, ...]:
    """Those that hold for the whole sortie: days, place, height."""
    return tuple(p for p in papers.permits(outing.vehicle) if not _against(p, papers, outing))


def permit_item(papers: Papers, outing: Outing, basis: Basis | None) -> Check:
    """The item `permit`. Every kind of special flight needs a permit that covers all of the way."""
    if basis is None:
        text = f"{outing.name} has no legal basis that says which special flights it is"
        return Check("permit", False, text)
    wanted = [kind for kind in special_kinds(basis, outing) if kind != "facility"]
    if not wanted:
        return Check("permit", True, f"no special flight (特定飛行), says {basis.by}")
    if basis.lifted_by:
        text = f"{', '.join(wanted)}: no permit needed under {basis.lifted_by}, says {basis.by}"
        return Check("permit", True, text)
    good = used_permits(papers, outing)
    missing = [kind for kind in wanted if not any(kind in p.covers for p in good)]
    if missing:
        return Check("permit", False, _why(missing, papers, outing))
    pilot = papers.pilot(basis.pilot)
    used = [p for p in good if set(p.covers) & set(wanted)]
    unlicensed = [p for p in used if p.level in _LICENSED and not (pilot and pilot.licence)]
    if unlicensed:
        text = f"level {unlicensed[0].level} needs a pilot with a licence; {basis.pilot} has none"
        return Check("permit", False, text)
    names = "; ".join(f"{p.number} until {p.valid_until} (confirmed by {p.by})" for p in used)
    return Check("permit", True, f"{', '.join(wanted)}: {names}")


def _why(missing: Sequence[str], papers: Papers, outing: Outing) -> str:
    tried = [p for p in papers.permits(outing.vehicle) if set(p.covers) & set(missing)]
    reasons = [f"{p.number} {fault}" for p in tried for fault in _against(p, papers, outing)]
    why = "; ".join(reasons) if reasons else "no permit recorded covers it"
    return f"{', '.join(missing)} is not permitted: {why}"


def _against(permit: Permit, papers: Papers, outing: Outing) -> tuple[str, ...]:
    return tuple(_faults(permit, papers, outing))


def _faults(permit: Permit, papers: Papers, outing: Outing) -> Iterator[str]:
    if not permit.holds(outing.begin, outing.end):
        yield f"holds from {permit.valid_from} to {permit.valid_until} only"
    if permit.at > outing.at:
        yield "was confirmed at a time that is not yet"
    shape = papers.shapes.get(permit.number)
    if not permit.nationwide and (shape is None or not outing.lies_in(shape)):
        yield "does not hold the whole way"
    if permit.max_alt_m is not None and outing.highest_m > permit.max_alt_m:
        yield f"allows {permit.max_alt_m:.0f} m, the way reaches {outing.highest_m:.0f} m"
