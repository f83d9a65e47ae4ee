"""Link texts are read strictly, and broken pipes are errors that can be waited out."""

import socket

import pytest

from surveillance.errors import LinkError
from surveillance.links import transports
from surveillance.links.transports import TcpTransport, UdpTransport, transport_for


@pytest.mark.parametrize(
    "link", ["", "tcp", "tcp:", "tcp:host", "tcp:host:port", "tcp::1", "http://x:1", "serial:"]
)
def test_an_unreadable_link_names_the_forms(link: str) -> None:
    with pytest.raises(LinkError, match="tcp:HOST:PORT"):
        transport_for(link)


def test_serial_links_have_a_device_and_a_speed() -> None:
    assert transport_for("serial:/dev/ttyUSB0:115200") is not None
    assert transport_for("serial:/dev/ttyUSB0") is not None


def test_tcp_tells_the_end_of_the_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        link = TcpTransport("127.0.0.1", server.getsockname()[1])
        link.open()
        there, _ = server.accept()
        assert link.read(0.0) == b""
        there.sendall(b"abc")
        assert link.read(1.0) == b"abc"
        there.close()
        with pytest.raises(OSError, match="closed"):
            link.read(1.0)
        link.close()
        link.close()


def test_udp_answers_whoever_spoke_last() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    listening = UdpTransport("127.0.0.1", port, listens=True)
    speaking = UdpTransport("127.0.0.1", port, listens=False)
    listening.open()
    speaking.open()
    listening.write(b"to nobody")
    speaking.write(b"hello")
    assert listening.read(1.0) == b"hello"
    listening.write(b"hello yourself")
    assert speaking.read(1.0) == b"hello yourself"
    listening.close()
    speaking.close()


def test_a_second_vehicle_on_a_udp_port_is_not_taken_for_the_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Both are system 1, as they come from the shop."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    listening = UdpTransport("127.0.0.1", port, listens=True)
    first, second = (UdpTransport("127.0.0.1", port, listens=False) for _ in range(2))
    for link in (listening, first, second):
        link.open()
    first.write(b"first")
    assert listening.read(1.0) == b"first"
    second.write(b"second")
    assert listening.read(1.0) == b""
    listening.write(b"arm")
    assert first.read(1.0) == b"arm"
    assert second.read(0.0) == b""
    monkeypatch.setattr(transports, "_PEER_KEPT_S", 0.0)  # it has fallen silent
    second.write(b"second")
    assert listening.read(1.0) == b"second"
    for link in (listening, first, second):
        link.close()


def test_udp_port_in_use_is_an_error() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        link = UdpTransport("127.0.0.1", taken.getsockname()[1], listens=True)
        with pytest.raises(OSError):
            link.open()
