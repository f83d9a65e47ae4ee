"""What the parts of a PX4 share, where it is not as in ArduPilot."""

import math
from typing import NamedTuple

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from geodata.position import LonLat
from simulator.autopilot.board import Board
from simulator.autopilot.items import Item
from simulator.autopilot.link import Message
from simulator.autopilot.px4.boot import PX4_BOOT
from simulator.autopilot.px4.params import px4_params
from simulator.autopilot.px4.stores import Px4Fence, Px4Mission, Px4Rally
from simulator.vehicles.body import Place

_CHUNK_BYTES = 50
_ASKED_AGAIN_S = (0.5, 1.0, 1.6)  # a command to a camera or gimbal that nobody answers


class _Forwarded(NamedTuple):
    at_s: float
    message: Message


class Px4Board(Board):
    """See Board."""

    system_param = "MAV_SYS_ID"
    mission: Px4Mission
    fence: Px4Fence
    rally: Px4Rally

    def equip(self) -> None:
        self.boot = PX4_BOOT
        self.params = px4_params(self.copter.spec)
        self.mission, self.fence, self.rally = Px4Mission(), Px4Fence(self.frame), Px4Rally()
        self.armed_s = 0.0  # uptime at the last arming
        self._said = 0
        self._forwarded: list[_Forwarded] = []

    def is_ground_station(self, system: int) -> bool:
        """Any other system: PX4 does not ask which one."""
        return system != self.system

    @property
    def full_battery_v(self) -> float:
        return self.copter.spec.battery_v

    @property
    def battery_mah(self) -> float:
        return self.params["BAT1_CAPACITY"]

    @property
    def is_link_lost(self) -> bool:
        """Has no ground station been heard for COM_DL_LOSS_T seconds, or ever?"""
        heard_s = self.gcs_heard_s
        return heard_s is None or self.t_s - heard_s > self.params["COM_DL_LOSS_T"]

    def say(self, severity: int, text: str) -> None:
        """Tell all ground stations; what does not fit into one message comes in chunks.

        A tab ends what PX4 also tells as an event; see `warn` for the rest.
        """
        self.warn(severity, f"{text}\t")

    def warn(self, severity: int, text: str) -> None:
        """Tell a text as it is, without the tab."""
        data = text.encode()
        for chunk, start in enumerate(range(0, len(data), _CHUNK_BYTES)):
            part = data[start : start + _CHUNK_BYTES]
            self.texts.append(mavlink.MAVLink_statustext_message(severity, part, self._said, chunk))
        self._said = (self._said + 1) % 65536

    def set_home_here(self) -> None:
        self.home = self.here()

    def height(self, item: Item) -> float:
        """Without a height in the item: the present one."""
        return super().height(item) if math.isfinite(item.z) else self.body.alt_m

    def place(self, item: Item) -> Place:
        """Where an item is; a latitude or longitude beyond the earth means its edge."""
        lon, lat = item.y / 1e7, item.x / 1e7
        spot = LonLat(max(-180.0, min(180.0, lon)), max(-90.0, min(90.0, lat)))
        east, north = self.frame.point(spot)
        return Place(east, north, self.height(item))

    def order(self, command: int, *params: float, repeats: bool = False) -> None:
        """A command to a camera or a gimbal, which all ground stations hear, too.

        repeats: it is asked again, as nobody answers.
        """
        filled = (*params, *(0.0,) * (7 - len(params)))
        for again, late_s in enumerate((0.0, *_ASKED_AGAIN_S) if repeats else (0.0,)):
            message = mavlink.MAVLink_command_long_message(self.system, 0, command, again, *filled)
            self._forwarded.append(_Forwarded(self.uptime_s + late_s, message))

    def release_gimbal(self) -> None:
        """Nobody of the autopilot steers the gimbal any more."""
        unset = math.nan
        self.order(mavlink.MAV_CMD_DO_GIMBAL_MANAGER_PITCHYAW, unset, unset, unset, unset, 2.0)
        self.order(mavlink.MAV_CMD_DO_GIMBAL_MANAGER_CONFIGURE, -3.0, -3.0, -1.0, -1.0)

    def forward(self) -> None:
        """Send the commands to cameras and gimbals that are due."""
        due = [entry for entry in self._forwarded if entry.at_s <= self.uptime_s]
        self._forwarded = [entry for entry in self._forwarded if entry.at_s > self.uptime_s]
        for entry in due:
            self.send(entry.message)
