"""What `mizugiwa patrol` is given, as one checked sortie: a plan file, or an area to plan."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from geodata.area import DEFAULT_CEILING_M, Area
from geodata.coast import Land
from mission_planner import formats
from mission_planner.airspace import land_in_metres
from mission_planner.checks import Limits, check
from mission_planner.checks import Report as CheckReport
from mission_planner.errors import PlanRefused
from mission_planner.layers.layers import NO_LAYERS, Layers, with_zones
from mission_planner.mission import FenceRing, Mission, rounded
from mission_planner.mission_of import fence_rings
from mission_planner.own_fence import exclusions_of, inclusion_of, narrowed
from mission_planner.plan import plan
from mission_planner.request import CALM, PlanRequest, Wind
from mission_planner.rest import rest_of
from mission_planner.underwater.bed import Bed
from mission_planner.vehicle import VehicleSpec
from surveillance.model import Realm
from surveillance.patrol.dive.order import DiveOrder, OnBreach
from surveillance.patrol.logbook import Page
from surveillance.patrol.order import PatrolOrder

FLOWN = (".plan", ".waypoints")  # of all formats those that other ground stations fly as well
_LAND_REACH_M = 1_000.0


def is_plan_file(target: str) -> bool:
    """Is it a file that holds a mission, by its name?"""
    return Path(target).suffix in FLOWN


@dataclass(frozen=True, slots=True)
class Around:
    """What is known of the air and the map where a sortie is flown. land: beside the area's own."""

    wind: Wind = CALM
    layers: Layers = NO_LAYERS
    land: Land | None = None


NOTHING_AROUND = Around()


def order_of_area(
    area: Area,
    vehicle: VehicleSpec,
    request: PlanRequest,
    realm: Realm,
    around: Around = NOTHING_AROUND,
) -> PatrolOrder:
    """Plan the area and take the first sortie; the wind is the request's.

    Raises PlanRefused when it breaks a limit.
    """
    _refuse_dive(vehicle)
    _refuse_rough(area, realm)
    made = plan(area, vehicle, request, around.land, around.layers)
    sortie = made.sorties[0]
    return PatrolOrder(
        vehicle=vehicle,
        mission=sortie.mission,
        area=made.area,
        need_pct=100.0 - sortie.battery_left_pct,
        duration_s=sortie.duration_s,
        realm=realm,
        sortie=sortie.number,
        sorties=len(made.sorties),
        circle_m=_circle_m(vehicle, request.wind),
        wind=request.wind,
    )


def order_of_file(
    path: Path,
    area: Area | None,
    vehicle: VehicleSpec,
    realm: Realm,
    *,
    is_piloted: bool = False,
    around_of: Callable[[Area], Around] = lambda _: NOTHING_AROUND,
) -> PatrolOrder:
    """The mission of a plan file, checked again before anything flies.

    area: whose limits hold beside those of the fence in the file; the vehicle gets both.
    is_piloted: a person steers, so it may be a dive. around_of: what is known round the limits.
    Raises PlanRefused for a mission that breaks a limit or has none.
    """
    if not is_piloted:
        _refuse_dive(vehicle)
    mission = formats.read_mission(path)
    if mission.ends_aloft:
        raise PlanRefused(
            f"{path} ends in a wait for its pilot, as above the deck of a ship under way; patrol"
            " watches returns to home only: fly it with a ground station, or plan without --deck"
        )
    if area is not None:
        _refuse_rough(area, realm)
    limited = area or _area_of(mission, path, vehicle)
    around = around_of(limited)
    limited = with_zones(limited, around.layers)
    if area is not None or around.layers.zones:
        mission, limited = _both_fences(mission, limited, str(path))
    return _checked(mission, _limits(limited, vehicle, around), realm, str(path))


def _both_fences(mission: Mission, area: Area, source: str) -> tuple[Mission, Area]:
    """Mission and area with the limits of both."""
    given = tuple(FenceRing(r.kind, tuple(map(rounded, r.ring))) for r in mission.fence)
    circles = tuple(replace(c, centre=rounded(c.centre)) for c in mission.circles)
    # the same ring once: a vehicle has room for some dozens of corners only
    rings = tuple(dict.fromkeys((*given, *fence_rings(area))))
    common = narrowed(area, replace(mission, fence=given), source)
    return replace(mission, fence=rings, circles=circles), common


def order_of_rest(page: Page, vehicle: VehicleSpec, wind: Wind) -> PatrolOrder:
    """What an interrupted sortie left, from the beginning of the leg it was on, checked again.

    The zones of map layers are in the page's area since the launch. Raises PlanRefused when
    nothing is left, or the rest breaks a limit.
    """
    _refuse_dive(vehicle)
    mission = rest_of(page.mission, page.passed, page.area)
    limits = _limits(page.area, vehicle, Around(wind))
    order = _checked(mission, limits, page.realm, f"the rest of {page.name}")
    return replace(order, sortie=page.sortie, sorties=page.sorties, without_link=page.without_link)


def order_of_page(page: Page, vehicle: VehicleSpec) -> PatrolOrder:
    """The whole sortie as it was launched; it was checked then."""
    limits = _limits(page.area, vehicle, Around(page.wind))
    order = _order(page.mission, limits, page.realm, check(page.mission, limits))
    return replace(order, sortie=page.sortie, sorties=page.sorties, without_link=page.without_link)


@dataclass(frozen=True, slots=True)
class Waters:
    """What is known of the water of a dive, and what is commanded beyond a limit."""

    bed: Bed | None = None
    current: Wind | None = None
    on_breach: OnBreach = OnBreach.HOLD


def dive_of(order: PatrolOrder, source: str, waters: Waters) -> DiveOrder:
    """A piloted dive, its plan checked against the bed and in the current that is known.

    Raises PlanRefused where that breaks a limit.
    """
    felt = _limits(order.area, order.vehicle, Around(waters.current or CALM))
    checked = _checked(order.mission, replace(felt, bed=waters.bed), order.realm, source)
    return DiveOrder(checked, waters.on_breach, waters.bed, waters.current)


def _checked(mission: Mission, limits: Limits, realm: Realm, source: str) -> PatrolOrder:
    report = check(mission, limits)
    if report.violations:
        first, more = report.violations[0], len(report.violations) - 1
        others = f" (and {more} more violations: mizugiwa check)" if more else ""
        raise PlanRefused(f"{source}: {first.text}{others}", report.violations)
    return _order(mission, limits, realm, report)


def _limits(area: Area, vehicle: VehicleSpec, around: Around) -> Limits:
    land = land_in_metres(area.frame, area, around.land, _LAND_REACH_M)
    return Limits(area, vehicle, land, wind=around.wind, layers=around.layers)


def _order(mission: Mission, limits: Limits, realm: Realm, report: CheckReport) -> PatrolOrder:
    return PatrolOrder(
        vehicle=limits.vehicle,
        mission=mission,
        area=limits.area,
        need_pct=100.0 - report.estimate.battery_left_pct,
        duration_s=report.estimate.duration_s,
        realm=realm,
        circle_m=_circle_m(limits.vehicle, limits.wind),
        wind=limits.wind,
    )


def _refuse_dive(vehicle: VehicleSpec) -> None:
    """Nothing that dives flies a mission here by itself, whatever it carries."""
    diving = vehicle.submersible
    if diving is None:
        return
    if diving.positioning == "none":
        raise PlanRefused(
            f"{vehicle.name} dives without a position under water (positioning in the fleet file),"
            " and a satellite fix at the surface is none: its autopilot cannot fly a mission by"
            " itself; a pilot follows the plan, with depth and tether watched: --piloted"
        )
    raise PlanRefused(
        f"{vehicle.name} has {diving.positioning} under water, but a dive in AUTO is not watched"
        " yet: its autopilot cannot fly a mission by itself here; a pilot follows the plan, with"
        " depth and tether watched: --piloted"
    )


def _circle_m(vehicle: VehicleSpec, wind: Wind) -> float | None:
    """The circle that a plan has for the end of a flight; None: a copter lands."""
    return vehicle.turning_m(wind.speed_mps) if vehicle.is_winged else None


def _refuse_rough(area: Area, realm: Realm) -> None:
    if area.is_approximate and realm is not Realm.SIMULATED:
        raise PlanRefused(
            f"the land of area {area.name!r} is approximate, good for --realm simulated only:"
            " draw the coast from a chart (features of kind land) and plan again"
        )


def _area_of(mission: Mission, path: Path, vehicle: VehicleSpec) -> Area:
    """The limits that the fence in a plan file gives."""
    common = inclusion_of(mission, str(path))
    if common is None:
        raise PlanRefused(
            f"{path} has no fence to stay inside: name the area with --area, or fly its .plan file"
        )
    return Area(
        name=path.stem,
        shape=common,
        fence=common,
        nofly=exclusions_of(mission),
        home=mission.home,
        max_alt_m=min(DEFAULT_CEILING_M, vehicle.max_alt_m),
    )
