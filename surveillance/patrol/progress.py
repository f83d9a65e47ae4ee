"""Watch over a flight: telemetry to the station, link, waypoints, landing."""

import time
from dataclasses import dataclass, replace
from datetime import datetime

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from geodata.position import LonLat, distance_m
from surveillance.control.calls import Switchboard
from surveillance.errors import LinkError
from surveillance.links.mavlink import MavlinkVehicle
from surveillance.links.patience import wall_patience
from surveillance.links.telemetry import telemetry
from surveillance.model import LinkState
from surveillance.patrol.homing import Homecoming
from surveillance.patrol.limits import Breach, FlightRecord
from surveillance.patrol.linkwatch import LinkWatch
from surveillance.patrol.logbook import Logbook
from surveillance.patrol.lost import is_over_water, search_hint
from surveillance.patrol.operator import FlightView, Operator
from surveillance.patrol.order import PatrolOrder
from surveillance.patrol.pilot import Pilot
from surveillance.patrol.report import Report
from surveillance.patrol.safeguards import Safeguards
from surveillance.patrol.troubles import Troubles

TELEMETRY_S = 0.5
GIVE_UP_S, GIVE_UP_FLOOR_S = 300.0, 20.0  # without a link, beyond the rest of the flight
_HOVER_S = 10.0  # in AUTO after the last item before we send it home
ON_GROUND_M = 3.0
_AT_HOME_M = 50.0
WARNING = 4  # MAV_SEVERITY
RETURN_MODES = frozenset({"RTL", "SMART_RTL", "AUTO_RTL"})


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the flight ended. has_left: we stopped watching while it flew on.

    is_circling: a plane is back and circles at home, for a person to land it.
    """

    waypoints: int
    waypoints_reached: int
    duration_s: float
    battery_left_pct: float | None
    landed: bool
    has_left: bool
    link_losses: int
    breaches: tuple[Breach, ...]
    is_circling: bool = False


class Progress:
    """One flight from take-off to the ground."""

    def __init__(
        self,
        vehicle: MavlinkVehicle,
        order: PatrolOrder,
        report: Report,
        operator: Operator,
        safeguards: Safeguards,
        board: Switchboard,
        logbook: Logbook,
        passed: int = 0,
    ) -> None:
        """`safeguards`: what the vehicle does by itself; `board`: for callers from outside.

        passed: way points that were reached before.
        """
        self._vehicle = vehicle
        self._order = order
        self._path = order.path
        self._report = report
        self._operator = operator
        self._record = FlightRecord(order.limits)
        self._link = LinkWatch(vehicle, order, report, safeguards.without_link)
        self._pilot = Pilot(vehicle, order, report, self._link, safeguards, board)
        self._board = board
        self._logbook = logbook
        self._homecoming = Homecoming(order, safeguards)
        self._troubles = Troubles(vehicle, order, report)
        self._started = vehicle.clock.now()
        self._mode = vehicle.mode
        self._passed = passed
        self._reached = order.path.waypoints[passed - 1].seq if passed else -1
        self._positions = 0
        self._sampled = 0.0  # wall seconds, monotonic
        self._texts = vehicle.texts.after(0)[0]
        self._hovering_since: datetime | None = None
        self._is_returning = False
        self._is_warned = False

    def watch(self) -> Outcome:
        """Until it stands disarmed on the ground, circles at home, or the person leaves.

        Raises LinkError when the link stays lost long after the flight must be over.
        """
        clock = self._vehicle.clock
        self._board.watched()
        if self._board.is_called_off:  # between the last look on the ground and now
            self._pilot.attempt("RTL")
        tick_s = max(0.02, min(0.1, clock.wall_seconds(TELEMETRY_S) / 2))
        while True:
            self._vehicle.connection.pulse()
            state = self._link.step(self._reached)
            if state is not LinkState.OK:
                self._give_up_in_time()
            self._troubles.look(state)
            self._tell_texts()
            if state is LinkState.OK and not self._vehicle.readings.armed:
                return self._landed()
            self._follow_mission(state)
            self._sample(state)
            if self._is_home(state):
                return self._handed_over()
            if self._pilot.step(state, self._reached, self._operator.wish()):
                return self._outcome(landed=False, has_left=True)
            time.sleep(tick_s)

    def _follow_mission(self, link: LinkState) -> None:
        """Waypoints, modes, the way home."""
        if link is LinkState.LOST:
            return
        r = self._vehicle.readings
        self._reached = max(self._reached, r.reached_item)
        has_returned = r.mission_item is not None and r.mission_item == self._path.return_seq
        if self._vehicle.is_on_mission or has_returned:  # a plane leaves AUTO with the last step
            # a lost "reached" message shows in the item that is flown to
            self._reached = max(self._reached, (r.mission_item or 0) - 1)
        passed = self._path.passed(self._reached)
        if passed > self._passed:
            self._passed = passed
            total = len(self._path.waypoints)
            self._report.event("waypoint", f"waypoint {passed} of {total} reached")
            self._note(passed)
        self._follow_mode()
        self._end_hover(self._vehicle.is_mission_complete(self._path.last_seq))

    def _note(self, passed: int) -> None:
        """A full disk must not end a flight: a resume would begin earlier, and that is said."""
        try:
            self._logbook.passed(passed)
        except OSError as exc:
            text = f"the logbook cannot be written ({exc.strerror}): a resume would fly more twice"
            self._report.event("notice", text)

    def _follow_mode(self) -> None:
        mode = self._vehicle.mode
        if mode != self._mode:
            self._mode = mode
            if mode not in RETURN_MODES:
                self._report.event("notice", f"the vehicle is now in mode {mode}")
        item = self._vehicle.readings.mission_item
        flies_plan = mode == self._vehicle.firmware.mission_mode
        runs_return = flies_plan and item is not None and item == self._path.return_seq
        if (mode in RETURN_MODES or runs_return) and not self._is_returning:
            self._is_returning = True
            how = "the mission's last step" if runs_return else f"mode {mode}"
            self._report.event("rtl", f"on the way home ({how})")

    @property
    def _hover_modes(self) -> tuple[str, ...]:
        """Where a mission without a return ends: PX4 goes over to its hold mode."""
        firmware = self._vehicle.firmware
        ends_in_hold = firmware.is_px4 and self._path.return_seq is None
        return (firmware.mission_mode, *((firmware.guided_mode,) if ends_in_hold else ()))

    def _end_hover(self, is_complete: bool) -> None:
        """A mission without a return leaves the copter hovering: bring it home."""
        if not (is_complete and self._mode in self._hover_modes):
            self._hovering_since = None
            return
        now = self._vehicle.clock.now()
        self._hovering_since = self._hovering_since or now
        if (now - self._hovering_since).total_seconds() > _HOVER_S:
            self._hovering_since = None
            self._pilot.attempt("RTL")

    def _sample(self, link: LinkState) -> None:
        """Telemetry about twice a second of the clock: measured, or predicted while lost."""
        now = time.monotonic()
        if now - self._sampled < self._vehicle.clock.wall_seconds(TELEMETRY_S):
            return
        self._sampled = now
        state = telemetry(
            self._vehicle, self._report.realm, self._passed, len(self._path.waypoints)
        )
        if state is None:
            return
        radius_m = self._troubles.off_by_m
        if link is LinkState.OK:
            if self._vehicle.readings.positions == self._positions:
                return  # no new place: do not tell an old one again as new
            self._positions = self._vehicle.readings.positions
            fresh = self._record.add(state)
            self._logbook.broke(self._record.found)
            for breach in fresh:
                where = f"{breach.name} ({breach.kind})"
                self._report.event("notice", f"limit broken: {where} by {breach.amount_m:.0f} m")
            self._warn_battery(state.battery_pct, self._home_pct(state.position))
        else:
            state, radius_m = self._link.predicted(state, self._reached)
        self._report.telemetry(state)
        left_m = self._path.left_m(state.position, self._reached)
        if self._mode in RETURN_MODES:
            left_m = distance_m(state.position, self._path.home)
        view = FlightView(
            state=state,
            time_left_s=left_m / self._order.vehicle.cruise_mps,
            home_pct=self._home_pct(state.position),
            silent_s=self._vehicle.link_age().seconds,
            radius_m=radius_m,
            is_looking=self._pilot.is_looking,
        )
        self._operator.show_flight(view)
        self._board.show(phase="flying", **view.plain())

    def _home_pct(self, position: LonLat) -> float:
        """Share of a full battery that the straight way home and the landing take."""
        v = self._order.vehicle
        way_s = distance_m(position, self._path.home) / v.cruise_mps
        down_s = self._path.highest_m / v.descend_mps
        return (way_s * v.cruise_w + down_s * v.hover_w) / 36.0 / v.battery_wh

    def _warn_battery(self, level_pct: float | None, home_pct: float) -> None:
        reserve_pct = self._order.vehicle.reserve_pct
        if level_pct is None or self._is_warned or level_pct >= home_pct + reserve_pct:
            return
        self._is_warned = True
        text = (
            f"battery {level_pct:.0f} %: the way home takes {home_pct:.0f} %,"
            f" reserve {reserve_pct:.0f} %"
        )
        self._report.event("notice", f"{text}: bring it back")
        self._pilot.return_early(text)

    def _tell_texts(self) -> None:
        self._texts, fresh = self._vehicle.texts.after(self._texts)
        for text in fresh:
            if text.severity <= WARNING or "breach" in text.text:
                self._report.event("notice", f"the vehicle says: {text.text}")
        self._report.news(self._vehicle.connection.news.take())

    def _give_up_in_time(self) -> None:
        clock = self._vehicle.clock
        left_s = self._link.left_m / self._order.vehicle.cruise_mps
        patience_s = wall_patience(clock, left_s + GIVE_UP_S, GIVE_UP_FLOOR_S) * clock.speedup
        silent_s = self._vehicle.link_age().seconds
        if silent_s > patience_s:
            raise LinkError(
                f"no link to {self._vehicle.name} for {silent_s / 60:.0f} min, longer than the"
                f" rest of the flight takes: {self._link.last_seen()}: go and look for it;"
                f" {search_hint(self._order, self._vehicle.readings)}"
            )

    def _landed(self) -> Outcome:
        self._sampled = 0.0
        self._sample(LinkState.OK)  # the record ends with the drone on the ground
        r = self._vehicle.readings
        is_down = r.alt_home_m < ON_GROUND_M or (
            r.landed_state == mavlink.MAV_LANDED_STATE_ON_GROUND
        )
        level = "unknown" if r.battery_pct is None else f"{r.battery_pct:.0f} %"
        if is_down:
            how = "down without power" if self._troubles.has_lost_power else "landed"
            text = f"{how} and disarmed, battery {level}"
            away_m = 0.0 if r.position is None else distance_m(r.position, self._path.home)
            if away_m > _AT_HOME_M:
                text += f", NOT at home but {away_m:.0f} m away: {self._link.last_seen()}"
                if is_over_water(self._order, r.position):
                    text += f"; {search_hint(self._order, r)}"
            self._report.event("landed", text)
        else:
            self._report.event(
                "notice", f"disarmed {r.alt_home_m:.0f} m above home: {self._link.last_seen()}"
            )
        return self._outcome(landed=is_down, has_left=False)

    def _is_home(self, link: LinkState) -> bool:
        """Has a plane come home and begun to circle?"""
        if link is not LinkState.OK or not self._is_returning:
            return False
        position = self._vehicle.readings.position
        return self._homecoming.is_circling(position, self._vehicle.clock.now())

    def _handed_over(self) -> Outcome:
        """The end of a plane's patrol: it is still in the air."""
        r = self._vehicle.readings
        level = "unknown" if r.battery_pct is None else f"{r.battery_pct:.0f} %"
        self._report.event(
            "circling",
            f"back and circling {r.alt_home_m:.0f} m above home, battery {level}: the patrol ends"
            f" here, take over {self._vehicle.name} and land it",
        )
        return replace(self._outcome(landed=False, has_left=False), is_circling=True)

    def _outcome(self, landed: bool, has_left: bool) -> Outcome:
        self._report.flush()
        return Outcome(
            waypoints=len(self._path.waypoints),
            waypoints_reached=self._passed,
            duration_s=(self._vehicle.clock.now() - self._started).total_seconds(),
            battery_left_pct=self._vehicle.readings.battery_pct,
            landed=landed,
            has_left=has_left,
            link_losses=self._link.losses,
            breaches=tuple(self._record.found),
        )
