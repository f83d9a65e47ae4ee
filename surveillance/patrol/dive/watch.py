"""Watch over a piloted dive, from before it is armed until it floats disarmed."""

import time
from dataclasses import replace
from datetime import datetime, timedelta

from surveillance.control.calls import Switchboard
from surveillance.errors import LinkError
from surveillance.links.mavlink import MavlinkVehicle
from surveillance.links.patience import wall_patience
from surveillance.model import LinkState, Telemetry
from surveillance.patrol.dive.command import DiveCommand
from surveillance.patrol.dive.gates import Gates
from surveillance.patrol.dive.link import DiveLink
from surveillance.patrol.dive.order import DiveOrder
from surveillance.patrol.dive.outcome import DiveOutcome
from surveillance.patrol.dive.track import SURFACE_M, DiveTrack, Reckoned, Source
from surveillance.patrol.operator import FlightView, Operator
from surveillance.patrol.report import Report
from surveillance.patrol.troubles import Troubles

TELEMETRY_S = 0.5
GIVE_UP_S, GIVE_UP_FLOOR_S = 600.0, 20.0  # without a link
BLIND_S, BLIND_FLOOR_S = 5.0, 1.6  # without a depth although it is heard
_TICK_S = 0.25
_DOWN_M = 1.0  # deeper is a dive
_ENDED = timedelta(seconds=5.0)  # afloat and disarmed for so long: it is over
_WARNING = 4  # MAV_SEVERITY


class DiveWatch:
    """One dive."""

    def __init__(
        self,
        vehicle: MavlinkVehicle,
        order: DiveOrder,
        report: Report,
        operator: Operator,
        board: Switchboard,
        track: DiveTrack,
        without_link: str,
    ) -> None:
        """`track` hears the vehicle already; `without_link`: what that does by itself."""
        self._vehicle, self._order, self._report = vehicle, order, report
        self._operator, self._board, self._track = operator, board, track
        self._gates = Gates(order)
        self._command = DiveCommand(vehicle, order, report, board)
        self._link = DiveLink(vehicle, order, report, without_link, lambda: track.newest)
        self._troubles = Troubles(vehicle, order.plan, report)
        self._texts = vehicle.texts.after(0)[0]
        self._mode = vehicle.mode
        self._began: datetime | None = None  # armed for the first time
        self._afloat_since: datetime | None = None
        self._is_down = self._has_dived = False
        self._under = timedelta()
        self._down_at: datetime | None = None
        self._deepest_m = 0.0
        self._farthest: Reckoned | None = None
        self._looked: Reckoned | None = None
        self._sampled = 0.0  # wall seconds, monotonic
        self._looked_wall, self._is_blind = time.monotonic(), False
        self._is_low = self._is_dead = self._is_lost = False

    def watch(self) -> DiveOutcome:
        """Until it floats disarmed after its dive, is recalled before it, or the person leaves.

        Raises LinkError when the link stays lost for ten minutes.
        """
        self._board.watched()
        self._board.show(phase="waiting for its pilot")
        self._report.event("notice", "the pilot may arm it now: depth and tether are watched")
        tick_s = max(0.01, min(0.1, self._vehicle.clock.wall_seconds(_TICK_S)))
        while True:
            self._vehicle.connection.pulse()
            link = self._link.step(-1)
            self._report.news(self._vehicle.connection.news.take())
            self._troubles.look(link)
            if link is not LinkState.OK:
                self._looked_wall = time.monotonic()  # silent is not blind
                self._give_up_in_time()
            else:
                self._follow()
            self._sample(link)
            if self._command.answer(self._operator.wish(), self._began is not None):
                return self._outcome(surfaced=False, has_left=True)
            if link is LinkState.OK and self._is_over():
                return self._ended()
            time.sleep(tick_s)

    def _follow(self) -> None:
        """What the vehicle is and does by now."""
        self._tell_texts()
        vehicle, now = self._vehicle, self._vehicle.clock.now()
        if vehicle.mode != self._mode:
            self._mode = vehicle.mode
            self._report.event("notice", f"the vehicle is now in mode {self._mode}")
        armed = vehicle.readings.armed
        if armed and self._began is None:
            self._began = now
            self._report.event("armed", f"{vehicle.name} is armed by its pilot")
        moment = self._track.newest
        if moment is None or moment is self._looked:
            self._tell_blindness()
            if self._is_blind:  # its depth may have changed, but nobody can say so
                self._command.go_on(self._gates)
            return
        self._looked, self._looked_wall, self._is_blind = moment, time.monotonic(), False
        self._follow_depth(moment, now)
        for passing in self._gates.look(moment):
            self._command.passed(passing)
        self._command.watch_depth(self._gates, moment.depth_m)
        self._command.go_on(self._gates)
        self._warn(moment, armed)

    def _tell_blindness(self) -> None:
        """Heard, but not its depth: then no gate is watched, and that must not go unsaid."""
        blind_s = time.monotonic() - self._looked_wall
        if self._is_blind or blind_s < wall_patience(self._vehicle.clock, BLIND_S, BLIND_FLOOR_S):
            return
        self._is_blind = True
        self._report.event(
            "gate",
            f"NO DEPTH heard for {BLIND_S:g} s: no gate is watched; {self._link.last_seen()}",
        )

    def _follow_depth(self, moment: Reckoned, now: datetime) -> None:
        self._deepest_m = max(self._deepest_m, moment.depth_m)
        if self._farthest is None or moment.range_m > self._farthest.range_m:
            self._farthest = moment
        if not self._is_down and moment.depth_m > _DOWN_M:
            self._is_down = self._has_dived = True
            self._down_at = now
            self._report.event("dived", f"under water, {moment.depth_m:.1f} m")
        elif self._is_down and moment.depth_m < SURFACE_M:
            self._is_down = False
            self._under += now - (self._down_at or now)
            self._report.event("surfaced", f"at the surface, {_place_text(moment)}")

    def _warn(self, moment: Reckoned, armed: bool) -> None:
        """Each of these once, until it is over."""
        is_dead = self._is_down and not armed
        if is_dead and not self._is_dead:
            self._report.event(
                "notice",
                f"DISARMED {moment.depth_m:.1f} m deep: its thrusters stand, it rises only by its"
                f" own buoyancy: {self._link.last_seen()}",
            )
        self._is_dead = is_dead
        tether_m = self._order.diving.tether_m
        is_lost = tether_m is not None and moment.error_m > tether_m
        if is_lost and not self._is_lost:
            self._report.event(
                "notice",
                f"its place is known to {moment.error_m:.0f} m only, worse than its tether of"
                f" {tether_m:g} m tells: come up for a fix",
            )
        self._is_lost = is_lost
        level, home_pct = self._vehicle.readings.battery_pct, self._home_pct(moment)
        reserve_pct = self._order.plan.vehicle.reserve_pct
        if level is not None and not self._is_low and level < home_pct + reserve_pct:
            self._is_low = True
            self._report.event(
                "notice",
                f"battery {level:.0f} %: the way home takes {home_pct:.0f} %, reserve"
                f" {reserve_pct:.0f} %: come home",
            )

    def _home_pct(self, moment: Reckoned) -> float:
        """Share of a full battery that the way up and home takes, from as far as it may be."""
        v = self._order.plan.vehicle
        away_m = moment.range_m + moment.error_m
        if self._order.diving.tether_m is not None:
            away_m = min(away_m, self._order.diving.tether_m)
        seconds = away_m / v.cruise_mps + max(0.0, moment.depth_m) / v.climb_mps
        return seconds * v.cruise_w / 36.0 / v.battery_wh

    def _tell_texts(self) -> None:
        self._texts, fresh = self._vehicle.texts.after(self._texts)
        for text in fresh:
            if text.severity <= _WARNING:
                self._report.event("notice", f"the vehicle says: {text.text}")

    def _sample(self, link: LinkState) -> None:
        """Telemetry about twice a second of the clock; the last known while the link is lost."""
        now = time.monotonic()
        if now - self._sampled < self._vehicle.clock.wall_seconds(TELEMETRY_S):
            return
        moment = self._track.newest
        if moment is None:
            return
        self._sampled = now
        state = self._telemetry(moment, link)
        self._report.telemetry(state)
        plan = self._order.plan
        run_s = 0.0 if self._began is None else (state.at - self._began).total_seconds()
        view = FlightView(
            state=state,
            time_left_s=max(0.0, plan.duration_s - run_s),
            home_pct=self._home_pct(moment),
            silent_s=self._vehicle.link_age().seconds,
            radius_m=None if moment.source is Source.FIX else moment.error_m,
        )
        self._operator.show_flight(view)
        phase = "waiting for its pilot" if self._began is None else "diving"
        self._board.show(phase=phase, **view.plain())

    def _telemetry(self, moment: Reckoned, link: LinkState) -> Telemetry:
        r = self._vehicle.readings
        state = Telemetry(
            at=moment.at,
            realm=self._report.realm,
            vehicle=self._vehicle.name,
            position=moment.position,
            alt_home_m=-moment.depth_m,
            alt_amsl_m=r.alt_amsl_m,
            heading_deg=r.heading_deg,
            ground_speed_mps=r.ground_speed_mps,
            mode=self._vehicle.mode,
            armed=r.armed,
            battery_pct=r.battery_pct,
            link=link,
            ellipse=moment.ellipse,
        )
        if link is LinkState.OK:
            return state
        silent_s = self._vehicle.link_age().seconds
        at = moment.at + timedelta(seconds=silent_s)
        return replace(state, at=at, ellipse=self._track.ellipse_after(silent_s))

    def _give_up_in_time(self) -> None:
        clock, silent_s = self._vehicle.clock, self._vehicle.link_age().seconds
        if silent_s > wall_patience(clock, GIVE_UP_S, GIVE_UP_FLOOR_S) * clock.speedup:
            raise LinkError(
                f"no link to {self._vehicle.name} for {silent_s / 60:.0f} min:"
                f" {self._link.last_seen()}; {self._link.without_link}: go and look for it, its"
                " tether leads there"
            )

    def _is_over(self) -> bool:
        """Has it come up and been disarmed, or been called off before?"""
        moment, armed = self._track.newest, self._vehicle.readings.armed
        if armed or self._is_down or moment is None:
            self._afloat_since = None
            return False
        if self._began is None:
            return self._command.is_recalled or self._board.is_called_off
        now = self._vehicle.clock.now()
        self._afloat_since = self._afloat_since or now
        return now - self._afloat_since >= _ENDED

    def _ended(self) -> DiveOutcome:
        moment = self._track.newest
        if self._began is None or moment is None:
            self._report.event("notice", "recalled before it was armed: there was no dive")
            return self._outcome(surfaced=False, has_left=False)
        level = self._vehicle.readings.battery_pct
        left = "unknown" if level is None else f"{level:.0f} %"
        text = f"afloat and disarmed, battery {left}, {_place_text(moment)}"
        self._report.event("landed", text)
        return self._outcome(surfaced=True, has_left=False)

    def _outcome(self, surfaced: bool, has_left: bool) -> DiveOutcome:
        self._report.flush()
        now = self._vehicle.clock.now()
        under = self._under + (now - self._down_at if self._is_down and self._down_at else _NONE)
        return DiveOutcome(
            surfaced=surfaced,
            has_dived=self._has_dived,
            has_left=has_left,
            duration_s=0.0 if self._began is None else (now - self._began).total_seconds(),
            under_water_s=under.total_seconds(),
            deepest_m=self._deepest_m,
            farthest=self._farthest,
            last=self._track.newest,
            gates=self._gates.touched,
            commanded=tuple(self._command.commanded),
            battery_left_pct=self._vehicle.readings.battery_pct,
            link_losses=self._link.losses,
        )


_NONE = timedelta()


def _place_text(moment: Reckoned) -> str:
    if moment.source is Source.FIX:
        return f"{moment.range_m:.0f} m from home by its fix"
    return f"{moment.range_m:.0f} m from home ± {moment.error_m:.0f} m, no fix yet"
