"""The checks before a flight: each one green or red with a reason. Unknown is red."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from geodata.position import LonLat, distance_m
from surveillance.aircraft.sky import Aircraft
from surveillance.links.readings import Readings
from surveillance.papers.check import Check as Check
from surveillance.patrol.clearing.before import air_check
from surveillance.patrol.order import PatrolOrder

MAX_HOME_DISTANCE_M = 50.0
MAX_FIRST_WAYPOINT_M = 5_000.0
MAX_HOME_HEIGHT_M = 5.0  # between the plan's home and the vehicle's, where it matters
MAX_HDOP = 2.0
MIN_SATELLITES = 6
MAX_LOSS_PCT = 40.0
_EKF_WANTED = (
    mavlink.EKF_ATTITUDE
    | mavlink.EKF_VELOCITY_HORIZ
    | mavlink.EKF_VELOCITY_VERT
    | mavlink.EKF_POS_HORIZ_ABS
    | mavlink.EKF_POS_VERT_ABS
)
_EKF_UNWANTED = mavlink.EKF_CONST_POS_MODE | mavlink.EKF_UNINITIALIZED


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the checks look at, besides the order.

    loss_pct: lost messages of the link; None until known. arming_texts: what the vehicle lately
    said against arming. aircraft: those heard by now, `at`.
    """

    readings: Readings
    mode: str
    loss_pct: float | None
    arming_texts: Sequence[str]
    aircraft: Sequence[Aircraft]
    at: datetime


def run_checks(order: PatrolOrder, evidence: Evidence) -> tuple[Check, ...]:
    """Every check, in the order in which a person would go through them."""
    r = evidence.readings
    return (
        _disarmed(r),
        _link(evidence),
        _position(r),
        _estimator(r),
        _battery(order, r),
        _home(order, r),
        _first_waypoint(order, r),
        _rally(order),
        _ceiling(order, r),
        _transmitter(r),
        _prearm(evidence),
        air_check(order, r, evidence.aircraft, evidence.at),
    )


def red(checks: Sequence[Check]) -> Iterator[Check]:
    """Those that forbid the flight."""
    return (check for check in checks if check.is_good is False)


def _disarmed(r: Readings) -> Check:
    if r.armed:
        return Check("disarmed", False, "the vehicle is armed: land and disarm it first")
    return Check("disarmed", True, "disarmed")


def _link(evidence: Evidence) -> Check:
    loss = evidence.loss_pct
    if loss is None:
        return Check("link", False, "too few messages yet to judge the link", can_heal=True)
    text = f"{loss:.0f} % of the messages lost, limit {MAX_LOSS_PCT:.0f} %"
    return Check("link", loss <= MAX_LOSS_PCT, text, can_heal=True)


def _position(r: Readings) -> Check:
    if r.fix_type is None or r.position is None:
        return Check("position", False, "no position yet", can_heal=True)
    hdop = "unknown" if r.hdop is None else f"{r.hdop:.1f}"
    text = f"fix {r.fix_type}, {r.satellites or 0} satellites, HDOP {hdop}"
    is_good = (
        r.fix_type >= mavlink.GPS_FIX_TYPE_3D_FIX
        and (r.satellites or 0) >= MIN_SATELLITES
        and r.hdop is not None
        and r.hdop <= MAX_HDOP
    )
    wanted = f" (needs a 3D fix, {MIN_SATELLITES} satellites, HDOP {MAX_HDOP:g})"
    return Check("position", is_good, text if is_good else text + wanted, can_heal=True)


def _estimator(r: Readings) -> Check:
    if r.ekf_flags is None:
        return Check("estimator", False, "the vehicle has not reported its estimator", True)
    is_good = r.ekf_flags & _EKF_WANTED == _EKF_WANTED and not r.ekf_flags & _EKF_UNWANTED
    text = "position estimate good" if is_good else "no position estimate yet"
    return Check("estimator", is_good, text, can_heal=True)


def _battery(order: PatrolOrder, r: Readings) -> Check:
    wanted = order.need_pct + order.vehicle.reserve_pct
    plan = f"the flight takes {order.need_pct:.0f} %, reserve {order.vehicle.reserve_pct:.0f} %"
    if r.battery_pct is None:
        return Check("battery", False, f"level unknown; {plan}", can_heal=True)
    is_good = r.battery_pct >= wanted
    remedy = "" if is_good else ": charge or change it"
    return Check("battery", is_good, f"{r.battery_pct:.0f} %; {plan}{remedy}")


def _home(order: PatrolOrder, r: Readings) -> Check:
    here = _launch_place(r)
    if here is None:
        return Check("home", False, "the vehicle does not know where it stands", can_heal=True)
    away = distance_m(here, order.mission.home)
    text = f"{away:.0f} m from the planned home, limit {MAX_HOME_DISTANCE_M:.0f} m"
    if away > MAX_HOME_DISTANCE_M:
        return Check("home", False, f"{text}: plan again with --home at the launch place")
    if not order.limits.holds(here):
        return Check("home", False, "the vehicle stands outside the fence or in a no-fly zone")
    return Check("home", True, text)


def _first_waypoint(order: PatrolOrder, r: Readings) -> Check:
    here = _launch_place(r)
    waypoints = order.path.waypoints
    if not waypoints:
        return Check("first waypoint", False, "the mission has no waypoint")
    first = waypoints[0].position
    if here is None or first is None:
        return Check("first waypoint", False, "the launch place is not known yet", can_heal=True)
    away = distance_m(here, first)
    text = f"{away:.0f} m away, limit {MAX_FIRST_WAYPOINT_M:.0f} m"
    return Check("first waypoint", away <= MAX_FIRST_WAYPOINT_M, text)


def _rally(order: PatrolOrder) -> Check:
    """A rally point outside the fence means a breach on the way home, and a landing there."""
    points = order.mission.rally
    bad = [n for n, point in enumerate(points, start=1) if not order.limits.holds(point.position)]
    if bad:
        text = f"rally point {bad[0]} lies outside the fence or in a no-fly zone: move it"
        return Check("rally points", False, text)
    return Check("rally points", True, f"{len(points)}, all inside the fence")


def _ceiling(order: PatrolOrder, r: Readings) -> Check:
    """Heights count from home, the ceiling from the water: home's own height goes off it."""
    room_m = fence_height_m(order, r)
    if room_m is None or r.home_alt_amsl_m is None:
        return Check("ceiling", False, "the height of home is not known yet", can_heal=True)
    off_m = r.home_alt_amsl_m - order.mission.home_alt_m
    if order.path.has_sea_heights and abs(off_m) > MAX_HOME_HEIGHT_M:
        text = (
            f"the plan has heights above the sea and its home at {order.mission.home_alt_m:.0f} m,"
            f" the vehicle stands at {r.home_alt_amsl_m:.0f} m: plan with heights above home"
        )
        return Check("ceiling", False, text)
    highest = order.path.highest_m
    text = f"highest waypoint {highest:.0f} m above home, ceiling {room_m:.0f} m there"
    return Check("ceiling", highest <= room_m, text)


def fence_height_m(order: PatrolOrder, r: Readings) -> float | None:
    """The ceiling as height above home; None while home's height above the sea is unknown."""
    if r.home_alt_amsl_m is None:
        return None
    return order.limits.max_alt_m - max(0.0, r.home_alt_amsl_m)


def _transmitter(r: Readings) -> Check:
    """The Remote ID that hangs on the autopilot; one of its own says nothing to it."""
    name = "remote id transmitter"
    if r.remote_id_status is None:
        return Check(name, None, "the vehicle reports none: look that it sends")
    if r.remote_id_status == mavlink.MAV_ODID_ARM_STATUS_GOOD_TO_ARM:
        return Check(name, True, "good to arm")
    return Check(name, False, f"not good to arm: {r.remote_id_error or 'no reason'}", True)


def _prearm(evidence: Evidence) -> Check:
    if evidence.arming_texts:
        said = "; ".join(evidence.arming_texts)
        return Check("vehicle's own checks", False, said, can_heal=True)
    good = evidence.readings.is_prearm_good
    if good is None:
        return Check("vehicle's own checks", False, "not reported yet", can_heal=True)
    text = f"ready to arm in {evidence.mode}" if good else f"not ready to arm in {evidence.mode}"
    return Check("vehicle's own checks", good, text, can_heal=True)


def _launch_place(r: Readings) -> LonLat | None:
    return r.position or r.home
