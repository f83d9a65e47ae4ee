"""A vehicle that flew on when its patrol's program ended: watched again, from the air."""

from surveillance.control.calls import Switchboard
from surveillance.errors import LinkRefused, MizugiwaError, Refused
from surveillance.links.commands import await_state
from surveillance.links.compare import told
from surveillance.links.mavlink import MavlinkVehicle
from surveillance.links.transfer import verify
from surveillance.patrol.guarding import read_safeguards
from surveillance.patrol.logbook import Logbook
from surveillance.patrol.operator import Operator
from surveillance.patrol.order import PatrolOrder
from surveillance.patrol.progress import Outcome, Progress
from surveillance.patrol.report import Report
from surveillance.patrol.signed import refuse_unsigned
from surveillance.patrol.vehicle_items import lists_of

POSITION_S = 10.0


class TakeOver:
    """One flight from where it is found to the ground. Nothing is commanded, only watched."""

    def __init__(
        self,
        vehicle: MavlinkVehicle,
        order: PatrolOrder,
        report: Report,
        operator: Operator,
        board: Switchboard,
        logbook: Logbook,
    ) -> None:
        """`order`: the whole sortie as it was launched. `board`: for callers from outside."""
        self._vehicle = vehicle
        self._order = order
        self._report = report
        self._operator = operator
        self._board = board
        self._logbook = logbook

    def watch(self, passed: int) -> Outcome:
        """Find it, see that it holds the plan that was checked, and watch it to the ground.

        passed: way points reached when it was last heard. Raises LinkRefused when it is not in the
        air or flies another plan, LinkError when the link fails.
        """
        try:
            self._find()
            self._check_plan()
            safeguards = read_safeguards(self._vehicle.connection, self._vehicle.firmware)
            self._operator.launching()  # a signal in what follows is a wish, no end
            self._logbook.take_up(passed)
            outcome = Progress(
                self._vehicle, self._order, self._report, self._operator, safeguards,
                self._board, self._logbook, passed,
            ).watch()  # fmt: skip
        except Refused as exc:
            self._report.event("refused", str(exc))
            raise
        except MizugiwaError as exc:
            self._report.event("ended", str(exc))
            raise
        reached = f"{outcome.waypoints_reached} of {outcome.waypoints} waypoints"
        self._report.event("ended", f"watched to its end, {reached}")
        return outcome

    def _find(self) -> None:
        vehicle = self._vehicle
        vehicle.identify()
        refuse_unsigned(vehicle)
        vehicle.request_streams()
        await_state(vehicle.connection, lambda: vehicle.readings.position is not None, POSITION_S)
        if not (vehicle.readings.armed and vehicle.is_airborne):
            raise LinkRefused(
                f"{vehicle.name} is not in the air: mizugiwa resume without --in-air flies the rest"
            )
        self._report.event(
            "notice",
            f"found in the air in mode {vehicle.mode}, {vehicle.readings.alt_home_m:.0f} m above"
            " home: watched again; nothing was commanded",
        )

    def _check_plan(self) -> None:
        """Somebody who gave it another plan flies it: then it is theirs."""
        vehicle = self._vehicle
        has_home = not vehicle.firmware.is_px4
        for kind, items in lists_of(self._order.mission, has_home):
            found = verify(vehicle.connection, kind, items, has_home)
            if found:
                raise LinkRefused(
                    f"the {kind.name.lower()} in {vehicle.name} is not that of its last sortie:"
                    f" {told(found)}: somebody else flies it; take it over with the ground station"
                    " that they use, or by hand"
                )
