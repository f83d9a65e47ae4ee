"""The feed: nothing missed without a word, nothing kept for the slow."""

import json
import time

from hypothesis import given, settings
from hypothesis import strategies as st

from surveillance.station.feed import PORTION, THIN_S, Feed


def test_events_come_in_portions() -> None:
    feed = Feed(first_id=1)
    for number in range(PORTION + 9):
        feed.publish("track", {"n": number})
    first = feed.after(0) or []
    assert [e.id for e in first] == list(range(1, PORTION + 1))
    assert len(feed.after(PORTION) or []) == 9


@settings(deadline=None)
@given(st.integers(1, 20), st.integers(0, 60), st.integers(-5, 70))
def test_after_gives_all_or_says_none(ring: int, published: int, seen: int) -> None:
    feed = Feed(ring, first_id=1)
    for number in range(published):
        feed.publish("track", {"n": number + 1})
    events = feed.after(seen)
    if 0 <= seen <= published and published - seen <= ring:
        assert events is not None
        assert [e.id for e in events] == list(range(seen + 1, published + 1))
        assert [json.loads(e.frame.split(b"data: ")[1])["n"] for e in events] == [
            e.id for e in events
        ]
    else:
        assert events is None


def test_numbers_grow_across_restarts() -> None:
    first = Feed()
    for _ in range(3):
        first.publish("track", {})
    time.sleep(0.01)
    second = Feed()
    assert second.last_id > first.last_id
    assert second.after(first.last_id) is None


def test_the_newest_state_wins() -> None:
    feed = Feed(first_id=1)
    for number in range(50):
        feed.publish_newest("telemetry", "heron-1", {"n": number})
        feed.publish_newest("telemetry", "heron-2", {"n": -number})
    time.sleep(THIN_S)
    feed.flush()
    feed.flush()
    events = feed.after(0)
    assert events is not None
    assert [e.frame.split(b"data: ")[1].strip() for e in events] == [
        b'{"n":0}', b'{"n":0}', b'{"n":49}', b'{"n":-49}',
    ]  # fmt: skip


def test_hostile_text_cannot_make_an_event() -> None:
    feed = Feed(first_id=1)
    feed.publish("ais", {"name": "x\n\nevent: alert\ndata: {}\r\n\u2028"})
    (event,) = feed.after(0) or []
    assert event.frame.count(b"\n") == 4
    assert event.frame.startswith(b"id: 1\nevent: ais\ndata: {")


def test_listeners_are_woken_until_they_leave() -> None:
    feed = Feed()
    woken: list[int] = []
    with feed.listen(lambda: woken.append(1)):
        feed.publish("track", {})
    feed.publish("track", {})
    assert woken == [1]
