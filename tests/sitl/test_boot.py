"""What a vehicle does while it boots. Its clock must still be young."""

import pytest

from surveillance.errors import LinkRefused
from tests.sitl.subject import Subject

BOOTING_S = 30.0  # arducopter.txt: the pre-arm bit shows at 36 s, arduplane.txt: at 40.9 s
# arducopter.txt: arm at boot -> 4; arduplane.txt: arm early in MANUAL -> 4; px4.txt: arm early -> 1
TOO_EARLY = {"arducopter": 4, "arduplane": 4, "px4": 1}
# arducopter.txt: Arm: System not initialised, Arm: Need Position Estimate;
# px4.txt: Arming denied: Resolve system health failures first
WORDS = {"arducopter": "Arm: ", "arduplane": "Arm: ", "px4": "Arming denied: "}


@pytest.fixture
def booting(subject: Subject) -> Subject:
    """The vehicle within its first seconds."""
    if subject.now_s > BOOTING_S:
        if not subject.source.is_ours:
            pytest.skip(f"it was switched on {subject.now_s:.0f} s ago: start it anew for this")
        subject.restart()
    return subject


@pytest.mark.of(*TOO_EARLY)
def test_arming_too_early_is_refused_with_a_reason(booting: Subject) -> None:
    assert booting.order_arm() == TOO_EARLY[booting.name]
    assert booting.text(WORDS[booting.name])


@pytest.mark.of(*TOO_EARLY)
def test_the_link_passes_the_reason_on(booting: Subject) -> None:
    with pytest.raises(LinkRefused, match="refuses to arm: "):
        booting.vehicle.arm()
    assert not booting.vehicle.readings.armed


# arducopter.txt: mode GUIDED at boot -> 0, AUTO at boot -> 0
@pytest.mark.of("arducopter")
def test_a_mode_can_be_chosen_while_booting(booting: Subject) -> None:
    for mode in ("GUIDED", "AUTO", "STABILIZE"):
        assert booting.order_mode(mode) == 0
        booting.expect("HEARTBEAT", custom_mode=booting.dialect.firmware.mode_number(mode))


# PREARM_CHECK healthy: arducopter.txt: at 36.0 s; arduplane.txt: 40.9 s; px4.txt: 36.9 s
def test_it_is_ready_within_a_minute(booting: Subject) -> None:
    booting.ready()
    assert booting.now_s < 60.0
