"""Calls that wait for a busy patrol: done in time, or not at all."""

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
