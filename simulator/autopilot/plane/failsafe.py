"""What ArduPlane does by itself when the link fails; battery and fences are as in ArduCopter."""

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from simulator.autopilot.board import Board
from simulator.autopilot.failsafe import Failsafes
from simulator.autopilot.plane.flight import PlaneFlight
from simulator.autopilot.plane.modes import FlyByWireA

_WARNING = mavlink.MAV_SEVERITY_WARNING
_GO_ON = 0  # FS_LONG_ACTN in AUTO, GUIDED and LOITER; every other value comes home
_GLIDE = 2
_FBWA = FlyByWireA.number


class PlaneFailsafes(Failsafes):
    """See Failsafes."""

    def __init__(self, board: Board, flight: PlaneFlight) -> None:
        super().__init__(board, flight)
        self._plane_flight = flight

    def look_at_link(self) -> None:
        """After FS_LONG_TIMEOUT seconds without a ground station that was heard before."""
        board, params = self.board, self.board.params
        heard_s = board.gcs_heard_s
        is_watched = params["FS_GCS_ENABL"] > 0.0 and heard_s is not None
        silent_s = 0.0 if heard_s is None else board.t_s - heard_s
        lost = is_watched and silent_s > params["FS_LONG_TIMEOUT"]
        if lost and "GCS" not in board.failsafes:
            board.failsafes.add("GCS")
            self._act_on_silence()
        elif not lost and "GCS" in board.failsafes:
            board.failsafes.discard("GCS")
            board.say(_WARNING, "GCS Failsafe Off")

    def look_at_vehicle(self) -> None:
        """It goes on by its airspeed when the satellites are gone, and glides without a motor."""

    def _act_on_silence(self) -> None:
        flight, action = self._plane_flight, self.board.params["FS_LONG_ACTN"]
        if self.board.body.armed and not self.board.is_landed and flight.mode is not flight.rtl:
            if action == _GLIDE:
                flight.switch(_FBWA)
            elif action != _GO_ON or not flight.mode.is_autopilot:
                flight.switch(flight.rtl.number)
        self.board.say(_WARNING, f"GCS Failsafe On: {flight.mode.name}")
