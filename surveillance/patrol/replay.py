"""Play a recorded link: its events and places go through the same doors as in flight."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import sleep

from surveillance.links.connection import Connection, Message
from surveillance.links.mavlink import LOST_S, MavlinkVehicle
from surveillance.links.telemetry import telemetry
from surveillance.links.tlog.tape import Hand, Record, Tape
from surveillance.model import SourceState
from surveillance.patrol.progress import ON_GROUND_M, RETURN_MODES, TELEMETRY_S, WARNING
from surveillance.patrol.report import Report

LONGEST_WAIT_S = 60.0  # of the recording; a longer silence is cut short
_EVERY = timedelta(seconds=TELEMETRY_S)


@dataclass(frozen=True, slots=True)
class Replayed:
    """What was played: vehicle positions in the recording and those handed over, link losses."""

    positions: int
    told: int
    link_losses: int


class Replay:
    """One vehicle of one recording. Nothing can be sent to it."""

    def __init__(
        self, vehicle: MavlinkVehicle, tape: Tape, hand: Hand, report: Report, speed: float
    ) -> None:
        """The vehicle's connection reads from `tape` and its clock from `hand`."""
        self._vehicle = vehicle
        self._connection: Connection = vehicle.connection
        self._tape = tape
        self._hand = hand
        self._report = report
        self._speed = speed
        self._heard_at: datetime | None = None
        self._is_lost = False
        self._is_fresh = False  # the vehicle spoke in the present record
        self._is_known = self._is_armed = False
        self._mode = ""
        self._reached = -1
        self._told_at: datetime | None = None
        self._positions = self._texts = self._told = self._losses = 0
        vehicle.connection.add_listener(self._hear)

    def play(self, records: Iterable[Record]) -> Replayed:
        """All records at their pace. Raises LinkRefused when the vehicle is not the one named."""
        last: datetime | None = None
        for record in records:
            if last is not None:
                passed_s = (record.at - last).total_seconds()
                sleep(max(0.0, min(passed_s, LONGEST_WAIT_S)) / self._speed)
            last = record.at
            self._notice_silence(record.at)
            self._hand.at = record.at
            self._is_fresh = False
            self._tape.put(record.packet)
            self._connection.take_in(0.0)
            if self._is_fresh:
                self._follow()
        self._report.flush()
        return Replayed(self._vehicle.readings.positions, self._told, self._losses)

    def _hear(self, message: Message) -> None:
        self._is_fresh = True
        self._heard_at = self._hand.at

    def _follow(self) -> None:
        """The vehicle has spoken."""
        r = self._vehicle.readings
        if r.autopilot is None:  # not even who it is
            return
        if not self._is_known:
            self._vehicle.identify(0.0)
            self._is_known = True
            self._mode = self._vehicle.mode
            self._report.link(SourceState.OK, f"{self._vehicle.name} is heard")
        if self._is_lost:
            self._is_lost = False
            self._report.link(SourceState.OK, f"{self._vehicle.name} is heard again")
            self._report.event("link_back", f"link is back: mode {self._vehicle.mode}")
        self._tell_steps()
        self._tell_place()

    def _tell_steps(self) -> None:
        vehicle, r = self._vehicle, self._vehicle.readings
        if r.armed != self._is_armed:
            self._is_armed = r.armed
            self._tell_armed()
        if vehicle.mode != self._mode:
            self._mode = vehicle.mode
            kind = "rtl" if self._mode in RETURN_MODES else "notice"
            self._report.event(kind, f"the vehicle is now in mode {self._mode}")
        if r.reached_item > self._reached:
            self._reached = r.reached_item
            self._report.event("waypoint", f"mission item {r.reached_item} reached")
        self._texts, fresh = vehicle.texts.after(self._texts)
        for text in fresh:
            if text.severity <= WARNING:
                self._report.event("notice", f"the vehicle says: {text.text}")

    def _tell_armed(self) -> None:
        r = self._vehicle.readings
        if r.armed:
            self._report.event("armed", f"{self._vehicle.name} is armed")
            return
        kind = "landed" if r.alt_home_m < ON_GROUND_M else "notice"
        self._report.event(kind, f"disarmed, {r.alt_home_m:.0f} m above home")

    def _tell_place(self) -> None:
        """As often as in flight, and never an old place as a new one."""
        positions = self._vehicle.readings.positions
        is_due = self._told_at is None or self._hand.at - self._told_at >= _EVERY
        if positions == self._positions or not is_due:
            return
        self._positions = positions
        state = telemetry(self._vehicle, self._report.realm, None, None)
        if state is not None:
            self._told_at = self._hand.at
            self._told += 1
            self._report.telemetry(state)

    def _notice_silence(self, at: datetime) -> None:
        """The link counts as lost five seconds after the last word, as in flight."""
        if self._heard_at is None or self._is_lost:
            return
        lost_at = self._heard_at + timedelta(seconds=LOST_S)
        if at > lost_at:
            self._is_lost = True
            self._losses += 1
            self._hand.at = lost_at
            text = f"nothing heard of {self._vehicle.name} for {LOST_S:g} s"
            self._report.link(SourceState.LOST, text)
            self._report.event("link_lost", text)
