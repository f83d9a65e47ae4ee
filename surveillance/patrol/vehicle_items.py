"""Pre-flight items of the vehicle that are looked at once: who it is, what it holds."""

from collections.abc import Callable, Sequence

import shapely
from shapely.geometry import Point, Polygon
from shapely.geometry.base import BaseGeometry

from mission_planner.mission import FenceKind, Mission
from surveillance.links.compare import digest, told
from surveillance.links.items import ListKind, WireItem, fence_list, mission_list, rally_list
from surveillance.links.modes import enum_name
from surveillance.links.readings import Readings
from surveillance.links.version import FirmwareVersion
from surveillance.model import Realm
from surveillance.papers.check import Check
from surveillance.patrol.order import PatrolOrder

Lists = Sequence[tuple[ListKind, tuple[WireItem, ...]]]
Differences = Callable[[ListKind, Sequence[WireItem]], Sequence[str]]
FENCE_TOLERANCE_M = 1.0


def lists_of(mission: Mission, has_home: bool) -> Lists:
    """What a vehicle shall hold, in the order of the upload; has_home: item 0 is its home."""
    return (
        (ListKind.FENCE, fence_list(mission)),
        (ListKind.RALLY, rally_list(mission.rally)),
        (ListKind.MISSION, mission_list(mission, has_home)),
    )


def identity_item(r: Readings, system: int) -> Check:
    """What answers on the link; that it is what the fleet says was seen to before."""
    if r.vehicle_type is None or r.autopilot is None:
        return Check("identity", False, "the vehicle has not said what it is", can_heal=True)
    kind = enum_name("MAV_TYPE", r.vehicle_type, "MAV_TYPE_")
    maker = enum_name("MAV_AUTOPILOT", r.autopilot, "MAV_AUTOPILOT_")
    return Check("identity", True, f"system {system}, {kind}, autopilot {maker}")


def firmware_item(version: FirmwareVersion | None, approved: str | None, realm: Realm) -> Check:
    """approved: the version in the papers; without one, a live flight needs an official release."""
    if version is None:
        return Check("firmware", False, "the vehicle does not say which firmware it runs")
    if approved is not None:
        text = f"{version.text}; the papers approve {approved}"
        return Check("firmware", version.text == approved, text)
    if realm is Realm.LIVE and version.kind:
        text = f"{version.text} is no official release: name it as firmware in the papers, or flash"
        return Check("firmware", False, text)
    return Check("firmware", True, version.text)


def fence_item(order: PatrolOrder) -> Check:
    """The fence that the vehicle gets keeps it inside the one of the area."""
    frame, mission = order.limits.frame, order.mission
    inclusions: list[BaseGeometry] = [
        Polygon([frame.point(corner) for corner in ring.ring])
        for ring in mission.fence
        if ring.kind is FenceKind.INCLUSION
    ]
    inclusions += [
        Point(frame.point(circle.centre)).buffer(circle.radius_m)
        for circle in mission.circles
        if circle.kind is FenceKind.INCLUSION
    ]
    if not inclusions:
        return Check("fence", False, "the mission has no fence to stay inside: plan it again")
    inside = inclusions[0]
    for shape in inclusions[1:]:  # ArduPilot wants it inside all of them
        inside = inside.intersection(shape)
    beyond = inside.difference(order.limits.fence.buffer(FENCE_TOLERANCE_M))
    if not beyond.is_empty:
        reach_m = max(Point(c).distance(order.limits.fence) for c in _corners(beyond))
        text = f"it reaches up to {reach_m:.0f} m beyond the area's fence: plan it again"
        return Check("fence", False, text)
    corners = sum(len(ring.ring) for ring in mission.fence)
    return Check("fence", True, f"inside the area's fence, {corners} corners")


def _corners(shape: BaseGeometry) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in shapely.get_coordinates(shape)]


def plan_item(checked: Lists, differences: Differences) -> Check:
    """The lists in the vehicle, read back again, are those that were checked."""
    for kind, items in checked:
        found = differences(kind, items)
        if found:
            text = f"the {kind.name.lower()} in the vehicle is not the one checked: {told(found)}"
            return Check("plan hash", False, text)
    names = ", ".join(f"{kind.name.lower()} {digest(items)}" for kind, items in checked)
    return Check("plan hash", True, f"what was checked is what the vehicle holds: {names}")
