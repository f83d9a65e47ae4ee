"""What the autopilot does by itself when the link, the battery or a fence fails."""

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from simulator.autopilot import boundaries
from simulator.autopilot.board import Board
from simulator.autopilot.flight import Flight

_LOOK_EVERY_S = 0.1
_WARNING, _NOTICE = mavlink.MAV_SEVERITY_WARNING, mavlink.MAV_SEVERITY_NOTICE

# FS_OPTIONS
_GO_ON_IN_AUTO = 2
_GO_ON_LANDING = 8
_GO_ON_MANUAL = 16

_GCS_LAND = 5  # FS_GCS_ENABLE; every other value but 0 comes home
_BATTERY_LAND, _BATTERY_NOTHING = 1, 0  # BATT_FS_..._ACT; every other value comes home
_FENCE_REPORT, _FENCE_LAND = 0, 2  # FENCE_ACTION; every other value comes home


class Failsafes:
    """Looks ten times a second."""

    def __init__(self, board: Board, flight: Flight) -> None:
        self.board, self._flight = board, flight
        self._looked_s = 0.0
        self._low_since_s: float | None = None
        self._was_critical = False
        self.breach_count = 0
        self.breach_s = 0.0
        self._answered: set[str] = set()  # breaches acted upon and not yet over

    def step(self) -> None:
        """Look, when it is time."""
        board = self.board
        if board.t_s - self._looked_s < _LOOK_EVERY_S:
            return
        self._looked_s = board.t_s
        self.look_at_link()
        self._look_at_battery()
        self._look_at_fence()

    def look_at_link(self) -> None:
        """The link to the ground station. Inactive until one was heard."""
        board, params = self.board, self.board.params
        heard_s, action = board.gcs_heard_s, params["FS_GCS_ENABLE"]
        lost = (
            action > 0.0 and heard_s is not None and board.t_s - heard_s > params["FS_GCS_TIMEOUT"]
        )
        if lost and "GCS" not in board.failsafes:
            board.failsafes.add("GCS")
            self._act("GCS", self._link_exception(), action == _GCS_LAND)
        elif not lost and "GCS" in board.failsafes:
            board.failsafes.discard("GCS")
            board.say(_WARNING, "GCS Failsafe Cleared")

    def _link_exception(self) -> str | None:
        """Why the mode goes on without a ground station, if it does."""
        mode, options = self._flight.mode, int(self.board.params["FS_OPTIONS"])
        if options & _GO_ON_LANDING and mode.is_landing:
            return "Continuing Landing"
        if options & _GO_ON_IN_AUTO and mode is self._flight.auto:
            return "Continuing Auto Mode"
        if options & _GO_ON_MANUAL and not mode.is_autopilot:
            return "Continuing Pilot Control"
        return None

    def _act(self, name: str, exception: str | None, land: bool) -> None:
        """Say it, and come home or down when flying."""
        board, flight = self.board, self._flight
        if not board.body.armed:
            board.say(_WARNING, f"{name} Failsafe")
        elif board.is_landed:
            board.say(_WARNING, f"{name} Failsafe - Disarming")
            flight.disarm()
        elif exception:
            board.say(_WARNING, f"{name} Failsafe - {exception}")
        else:
            board.say(_WARNING, f"{name} Failsafe")
            self.come_back(land)

    def come_back(self, land: bool) -> None:
        """Home, or down on the spot."""
        flight = self._flight
        wants_land = land and flight.land is not None
        if wants_land or not flight.switch(flight.rtl.number):
            flight.switch((flight.land or flight.rtl).number)

    def _look_at_battery(self) -> None:
        """Low for BATT_LOW_TIMER seconds, then critical likewise. It stays until the next start."""
        board, params = self.board, self.board.params
        critical = self._is_below("BATT_CRT_VOLT", "BATT_CRT_MAH")
        low = critical or self._is_below("BATT_LOW_VOLT", "BATT_LOW_MAH")
        known = "Battery" in board.failsafes
        if not low or self._was_critical or (known and not critical):
            self._low_since_s = None
            return
        if self._low_since_s is None:
            self._low_since_s = board.t_s
        if board.t_s - self._low_since_s < params["BATT_LOW_TIMER"]:
            return
        self._was_critical, self._low_since_s = critical, None
        word, name = ("critical", "CRT") if critical else ("low", "LOW")
        used = params["BATT_CAPACITY"] - board.battery_left_mah
        board.say(_WARNING, f"Battery 1 is {word} {board.battery_v:.2f}V used {used:.0f} mAh")
        action = params[f"BATT_FS_{name}_ACT"]
        if action != _BATTERY_NOTHING:
            board.failsafes.add("Battery")
            self.act_on_battery(action)

    def act_on_battery(self, action: float) -> None:
        """What BATT_FS_LOW_ACT or BATT_FS_CRT_ACT says."""
        landing = self._flight.mode.is_landing
        self._act("Battery", "Continuing Landing" if landing else None, action == _BATTERY_LAND)

    def _is_below(self, volt: str, mah: str) -> bool:
        board, params = self.board, self.board.params
        return board.battery_v < params[volt] or board.battery_left_mah < params[mah]

    def _look_at_fence(self) -> None:
        """Each fence acts once when it is crossed, and again only after it was clear."""
        board, flight = self.board, self._flight
        if not board.body.armed or board.is_landed:
            board.breaches = ()
            self._answered.clear()
            return
        if board.t_s < flight.recovery_until_s:
            return
        before = board.breaches
        board.breaches = boundaries.breached(board, board.here())
        fresh = [name for name in board.breaches if name not in self._answered]
        self._answered = set(board.breaches)
        if fresh:
            self.breach_count += 1
            self.breach_s = board.uptime_s
            board.say(_NOTICE, f"{','.join(fresh)} fence breached")
            action = board.params["FENCE_ACTION"]
            if action != _FENCE_REPORT and not flight.mode.is_landing:
                self.come_back(action == _FENCE_LAND)
        elif before and not board.breaches:
            board.say(_NOTICE, "Fence breach cleared")
