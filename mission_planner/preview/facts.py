"""What a preview says in words: figures of the plan, a row per sortie, a row per gap."""

from collections.abc import Iterator
from dataclasses import dataclass

from mission_planner.layers.link import State
from mission_planner.planned import Plan, Sortie
from mission_planner.preview.picture import Picture
from mission_planner.preview.words import Say
from mission_planner.request import PlanRequest

POOR_LINK = (State.WEAK, State.DEAD)
LISTED = 12  # gaps in the table, largest first

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Text only. The first row of a table is its head; gaps is empty when all is seen.

    notes: whole sentences, as the planner says them.
    """

    title: str
    figures: tuple[tuple[str, str], ...]
    sorties: tuple[Row, ...]
    gaps: tuple[Row, ...]
    notes: tuple[str, ...]


def facts_of(plan: Plan, picture: Picture, say: Say) -> Facts:
    """The facts of a plan with labels in the language of `say`."""
    return Facts(
        title=f"{plan.area.name}: {plan.pattern}",
        figures=_figures(plan, say),
        sorties=_sorties(plan, say),
        gaps=_gaps(picture, say),
        notes=tuple(_notes(plan, say)),
    )


def wind_text(plan: Plan, say: Say) -> str:
    """Speed and where a wind comes from, or a current goes."""
    wind = plan.request.wind
    if plan.vehicle.submersible is not None:
        return f"{wind.speed_mps:g} m/s {say('towards')} {(wind.from_deg + 180.0) % 360.0:g}°"
    if not wind.speed_mps:
        return say("calm")
    return f"{wind.speed_mps:g} m/s {say('from')} {wind.from_deg:g}°"


def _figures(plan: Plan, say: Say) -> tuple[tuple[str, str], ...]:
    request, nearest = plan.request, plan.nearest_land_m
    found = [
        (say("pattern"), plan.pattern),
        (say("coverage"), f"{100.0 * plan.coverage:.1f} %"),
        _height(request, say),
        (say("swath_m"), f"{plan.swath_m:.0f} m"),
        (say("standoff_m"), f"{request.standoff_m:g} m"),
        (say(plan.vehicle.flow), wind_text(plan, say)),
    ]
    if request.deck is not None:
        deck = request.deck
        found.append((say("deck"), f"{deck.speed_mps:g} m/s {deck.course_deg:g}°"))
    if nearest is not None:
        found.append((say("nearest"), f"{nearest:.0f} m"))
    if plan.detection is not None:
        found.append((say("detection"), f"{plan.detection.probability:.2f}"))
        found.append((say("per_hour"), f"{plan.detection.per_battery_hour:.2f}"))
    if plan.assessment is not None and plan.assessment.link is not None:
        shares = plan.assessment.link.shares
        found += [(say(state), f"{100.0 * shares[state]:.0f} %") for state in POOR_LINK]
    return tuple(found)


def _height(request: PlanRequest, say: Say) -> tuple[str, str]:
    dive = request.dive
    if dive is None:
        return say("altitude"), f"{request.altitude_m:g} m"
    if dive.depth_m is not None:
        return say("depth"), f"{dive.depth_m:g} m"
    return say("above_bed"), f"{dive.above_bed_m:g} m"


def _notes(plan: Plan, say: Say) -> Iterator[str]:
    if plan.why:
        yield f"{plan.pattern}: {plan.why}"
    if plan.spacing is not None:
        yield plan.spacing.advice
    if plan.detection is not None:
        yield say("still")
    for left in plan.remarks.left_out:
        place = f"{left.place.lon:.5f}, {left.place.lat:.5f}"
        yield f"{say('left_out')} {left.number} ({place}): {left.reason}"


def _sorties(plan: Plan, say: Say) -> tuple[Row, ...]:
    keys = (
        "sortie",
        "vehicle",
        "length",
        "duration",
        "energy",
        "left",
        f"left_strong_{plan.vehicle.flow}",
    )
    rows = [tuple(map(say, keys)), *map(_sortie, plan.sorties)]
    if len(plan.sorties) > 1:
        rows.append(
            (
                say("total"),
                "",
                f"{plan.length_m / 1000.0:.1f}",
                f"{plan.duration_s / 60.0:.1f}",
                f"{plan.energy_wh:.0f}",
                "",
                "",
            )
        )
    return tuple(rows)


def _sortie(sortie: Sortie) -> Row:
    return (
        str(sortie.number),
        sortie.vehicle.name,
        f"{sortie.length_m / 1000.0:.1f}",
        f"{sortie.duration_s / 60.0:.1f}",
        f"{sortie.energy_wh:.0f}",
        f"{sortie.battery_left_pct:.0f}",
        f"{sortie.least_left_pct:.0f}",
    )


def _gaps(picture: Picture, say: Say) -> tuple[Row, ...]:
    if not picture.gaps:
        return ()
    rows = [
        (say(gap.reason), f"{gap.area_m2:.0f}", f"{gap.place.lon:.5f}, {gap.place.lat:.5f}")
        for gap in picture.gaps[:LISTED]
    ]
    if more := picture.gaps[LISTED:]:
        rows.append((f"{say('more')}: {len(more)}", f"{sum(g.area_m2 for g in more):.0f}", ""))
    return ((say("reason"), say("area"), say("place")), *rows)
