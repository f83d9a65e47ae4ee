"""A key goes over a cable, or within this machine, and nowhere else."""

import pytest

from surveillance.errors import LinkRefused
from surveillance.links.signing.setup import refuse_radio


@pytest.mark.parametrize(
    "link",
    [
        "serial:/dev/ttyACM0:115200",
        "tcp:127.0.0.1:5760",
        "udpin:127.12.3.4:14550",
        "udpout:localhost:14550",
        "tcp:LOCALHOST:5760",
        "tcp:[::1]:5760",
        "tcp:::1:5760",
    ],
)
def test_nobody_hears_it_on_a_cable_and_in_this_machine(link: str) -> None:
    refuse_radio(link)


@pytest.mark.parametrize(
    "link",
    [
        "tcp:127.example.org:5760",
        "tcp:127.0.0.1.example.org:5760",
        "tcp:localhost:x.example.org:5760",
        "tcp:localhost.example.org:5760",
        "tcp:::1:2:5760",
        "udpin:0.0.0.0:14550",
        "tcp:192.168.4.1:5760",
        "tcp:127.0.0.1",
        "tcp:",
    ],
)
def test_everybody_on_the_way_could_read_it_elsewhere(link: str) -> None:
    with pytest.raises(LinkRefused, match="a key is not sent over"):
        refuse_radio(link)
