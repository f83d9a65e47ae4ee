"""Wait until a vehicle is ready, showing the checks as they turn green."""

import time
from collections.abc import Callable

from surveillance.errors import LinkError, LinkRefused
from surveillance.links.mavlink import MavlinkVehicle
from surveillance.links.patience import Deadline
from surveillance.links.texts import is_arming_text
from surveillance.model import LinkState
from surveillance.patrol.operator import Operator
from surveillance.patrol.preflight import Check, Evidence, red

READY_S, READY_FLOOR_S = 180.0, 10.0
ASK_S, ASK_FLOOR_S = 5.0, 0.5  # between two reminders of messages that do not come
_LOOK_S = 0.05  # wall seconds between two looks
_TEXTS_S = 40.0  # the vehicle repeats what is wrong every 30 s


class Readiness:
    """The checks of one sortie, looked at again and again."""

    def __init__(
        self,
        vehicle: MavlinkVehicle,
        operator: Operator,
        judge: Callable[[Evidence], tuple[Check, ...]],
    ) -> None:
        """`operator` is shown the checks whenever one changes; `judge` makes them."""
        self._vehicle = vehicle
        self._operator = operator
        self._judge = judge
        self._shown: tuple[Check, ...] = ()

    def look(self) -> tuple[Check, ...]:
        """The checks as they stand."""
        vehicle = self._vehicle
        readings = vehicle.readings
        since = time.monotonic() - vehicle.clock.wall_seconds(_TEXTS_S)
        said = [] if readings.is_prearm_good else vehicle.texts.reasons(since, is_arming_text)
        evidence = Evidence(
            readings,
            vehicle.mode,
            vehicle.connection.losses.loss_pct,
            said,
            vehicle.sky.present(),
            vehicle.clock.now(),
        )
        checks = self._judge(evidence)
        if [(c.name, c.is_good) for c in checks] != [(c.name, c.is_good) for c in self._shown]:
            self._operator.show_checks(checks)
            self._shown = checks
        return checks

    def wait(self) -> tuple[Check, ...]:
        """The checks once all are green.

        Raises LinkRefused when one is red that waiting cannot mend, or stays red for 3 minutes;
        LinkError when the link is lost.
        """
        deadline = Deadline(self._vehicle.clock, READY_S, READY_FLOOR_S)
        next_ask = Deadline(self._vehicle.clock, ASK_S, ASK_FLOOR_S)
        while True:
            self._vehicle.connection.pulse()
            checks = self.look()
            bad = list(red(checks))
            if not bad:
                return checks
            if deadline.is_over or any(not check.can_heal for check in bad):
                why = "; ".join(f"{check.name}: {check.text}" for check in bad)
                raise LinkRefused(f"{self._vehicle.name} is not ready to fly: {why}")
            if self._vehicle.link_age().state is LinkState.LOST:
                raise LinkError(f"{self._vehicle.name} fell silent before the launch")
            if next_ask.is_over:
                next_ask = Deadline(self._vehicle.clock, ASK_S, ASK_FLOOR_S)
                self._vehicle.ask_for_missing()
            time.sleep(_LOOK_S)
