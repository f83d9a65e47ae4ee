"""The door of the planner: from an area to a flyable, checked mission."""

from geodata.area import Area
from geodata.coast import Land
from mission_planner.draft import draft
from mission_planner.errors import PlanRefused
from mission_planner.layers.layers import NO_LAYERS, Layers
from mission_planner.planned import Plan, Sortie, Uncovered
from mission_planner.request import CALM, PlanRequest, Wind
from mission_planner.vehicle import VehicleSpec

__all__ = ["CALM", "Plan", "PlanRequest", "Sortie", "Uncovered", "Wind", "draft", "plan"]


def plan(
    area: Area,
    vehicle: VehicleSpec | tuple[VehicleSpec, ...],
    request: PlanRequest,
    land: Land | None = None,
    layers: Layers = NO_LAYERS,
) -> Plan:
    """A plan that breaks no limit.

    Several vehicles share the sorties. land: beside the area's own. layers: airports, zones and
    the greatest distance. Raises PlanRefused with the first violation, all of them in
    `violations`; PlannerError when nothing can be planned at all.
    """
    made = draft(area, vehicle, request, land, layers)
    if made.violations:
        first, more = made.violations[0], len(made.violations) - 1
        others = f" (and {more} more)" if more else ""
        raise PlanRefused(f"{first.text}{others}", made.violations)
    return made
