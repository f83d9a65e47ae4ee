"""Calls that wait for a busy patrol: done in time, or not at all."""

import threading

from surveillance.control.calls import Call, Switchboard


def board() -> Switchboard:
    made = Switchboard()
    made.watched()
    return made


def test_a_call_that_was_given_up_is_not_done_later() -> None:
    busy, call = board(), Call("recall", {})
    busy.put(call)
    assert "nothing was done" in call.wait(0.01)["error"]
    assert list(busy.waiting()) == []


def test_a_call_that_was_taken_may_have_been_done() -> None:
    busy, call = board(), Call("recall", {})
    busy.put(call)
    assert list(busy.waiting()) == [call]
    answer = call.wait(0.01)
    assert answer["unknown"] and "not known" in answer["error"]


def test_the_end_of_a_patrol_answers_who_still_waits() -> None:
    ending, call = board(), Call("recall", {})
    ending.put(call)
    ending.close()
    assert "has ended" in call.wait(0.01)["error"]


def test_a_call_waits_for_whoever_takes_a_flight_over() -> None:
    """Nobody can say that it is on the ground, or call a launch off."""
    finding = Switchboard(is_aloft=True)
    calls = [Call("recall", {}), Call("investigate", {})]
    for call in calls:
        finding.put(call)
    assert not finding.is_called_off
    assert "busy" in calls[1].wait(0.01)["error"]
    finding.watched()
    assert list(finding.waiting()) == calls[:1]


def test_a_flight_that_is_not_taken_over_says_that_nothing_was_done() -> None:
    finding, call = Switchboard(is_aloft=True), Call("recall", {})
    finding.put(call)
    finding.close()
    assert "nothing was done" in call.wait(0.01)["error"]


def test_a_call_comes_before_the_watch_or_in_it() -> None:
    """One that is answered as called off is seen by who begins to watch."""
    for _ in range(200):
        launching, call = Switchboard(), Call("recall", {})
        caller = threading.Thread(target=launching.put, args=(call,))
        caller.start()
        launching.watched()
        was_called_off = launching.is_called_off
        caller.join()
        assert was_called_off == launching.is_called_off
        assert was_called_off != bool(list(launching.waiting()))
