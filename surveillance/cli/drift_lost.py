"""`mizugiwa drift --lost`: place, time and land from the last sortie of a lost drone."""

import sys
from dataclasses import dataclass
from datetime import datetime

from shapely.geometry import MultiPolygon

from geodata.coast import Land
from geodata.position import LocalFrame
from mission_planner.airspace import polygons_of
from surveillance.errors import LinkRefused, MizugiwaError
from surveillance.patrol.logbook import last_page
from surveillance.records.lost import LostDrone, lost_drone
from surveillance.records.shelf import Shelf
from surveillance.settings import Settings, load

OBJECT = "drone"


@dataclass(frozen=True, slots=True)
class Missing:
    """A drone that is looked for. now: of the clock, for how long it has drifted."""

    drone: LostDrone
    settings: Settings
    now: datetime

    @property
    def hours(self) -> float:
        """Since it came down. Raises MizugiwaError when that is yet to come."""
        hours = (self.now - self.drone.at).total_seconds() / 3600.0
        if hours <= 0.0:
            raise MizugiwaError(
                f"{self.drone.vehicle} was last heard at {self.drone.at:%H:%M:%S} UTC, which is yet"
                " to come by this machine's clock: give --hours"
            )
        return hours

    def land(self, frame: LocalFrame) -> MultiPolygon:
        """Land of the area that it flew in; none, which is said, when that is not kept."""
        try:
            area = last_page(self.settings.home, self.drone.vehicle).area
        except (MizugiwaError, LinkRefused) as exc:
            print(f"no land is known: {exc}", file=sys.stderr)
            return MultiPolygon()
        if area.land is None:
            print(f"area {area.name} holds no land: give --land", file=sys.stderr)
            return MultiPolygon()
        return MultiPolygon(polygons_of(Land(area.land).in_metres(frame)))

    def tell(self) -> None:
        """On stderr, what is assumed."""
        lost = self.drone
        place = f"{lost.place.lon:.5f},{lost.place.lat:.5f} ± {2.4477 * lost.sigma_m:.0f} m"
        print(
            f"{lost.vehicle}, record {lost.record}: {place} at {lost.at:%Y-%m-%d %H:%M:%S} UTC;"
            f" assumed: {lost.assumed}",
            file=sys.stderr,
        )


def missing(vehicle: str) -> Missing:
    """What is known of a vehicle that did not come home. Raises RecordError."""
    settings = load()
    return Missing(lost_drone(Shelf(settings.home), vehicle), settings, settings.make_clock().now())
