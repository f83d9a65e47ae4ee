"""The tether's link in a dive: when it is lost, and what the officer is told then."""

from collections.abc import Callable

from geodata.position import LonLat
from surveillance.links.mavlink import MavlinkVehicle
from surveillance.patrol.dive.order import DiveOrder
from surveillance.patrol.dive.track import Reckoned
from surveillance.patrol.linkwatch import LinkWatch, spoken
from surveillance.patrol.report import Report


class DiveLink(LinkWatch):
    """See LinkWatch; a pilot follows no path that a place could be predicted along."""

    def __init__(
        self,
        vehicle: MavlinkVehicle,
        order: DiveOrder,
        report: Report,
        without_link: str,
        newest: Callable[[], Reckoned | None],
    ) -> None:
        """`newest`: the last moment that is known."""
        self._newest = newest
        super().__init__(vehicle, order.plan, report, without_link)

    def expected(self, seconds: float, reached_item: int) -> LonLat | None:
        """See LinkWatch: nobody can say."""
        return None

    def last_seen(self) -> str:
        """The last depth, and the place with its error."""
        moment = self._newest()
        if moment is None:
            return "its place was never known"
        return (
            f"last heard of {moment.depth_m:.1f} m deep at {spoken(moment.position)}"
            f" ± {moment.error_m:.0f} m, {moment.range_m:.0f} m from home"
        )
