"""From power-on to a position: when a starting PX4 can what, and what it says meanwhile."""

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from simulator.autopilot.boot import Boot

_CRITICAL = mavlink.MAV_SEVERITY_CRITICAL

PX4_BOOT = Boot(
    ready_s=0.7,
    origin_s=8.0,
    checked_s=36.0,
    position_s=36.0,
    texts=(
        (2.5, _CRITICAL, "Preflight Fail: vertical velocity unstable"),
        (34.6, _CRITICAL, "Preflight Fail: horizontal velocity unstable"),
    ),
)
