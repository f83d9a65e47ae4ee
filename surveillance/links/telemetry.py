"""Readings of a vehicle as Telemetry of the picture."""

from datetime import datetime, timedelta

from surveillance.links.mavlink import MavlinkVehicle
from surveillance.model import LinkState, Realm, Telemetry

_TRUSTED_DIFFERENCE = timedelta(hours=1)


def telemetry(
    vehicle: MavlinkVehicle, realm: Realm, waypoint: int | None, waypoints: int | None
) -> Telemetry | None:
    """The vehicle's present state; None until it has a position."""
    r = vehicle.readings
    if r.position is None:
        return None
    return Telemetry(
        at=_when(r.position_at, vehicle.clock.now()),
        realm=realm,
        vehicle=vehicle.name,
        position=r.position,
        alt_home_m=r.alt_home_m,
        alt_amsl_m=r.alt_amsl_m,
        heading_deg=r.heading_deg,
        ground_speed_mps=r.ground_speed_mps,
        mode=vehicle.mode,
        armed=r.armed,
        battery_pct=r.battery_pct,
        link=LinkState.OK,
        waypoint=waypoint,
        waypoints=waypoints,
    )


def _when(said: datetime | None, now: datetime) -> datetime:
    """The vehicle's own time of the position, which is that of the satellites and of its video;
    ours when its clock is plainly wrong."""
    if said is None or abs(said - now) > _TRUSTED_DIFFERENCE:
        return now
    return said
