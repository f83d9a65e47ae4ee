"""Long texts arrive in pieces and are told whole, each once."""

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from surveillance.links.texts import TextLog, is_arming_text


def text(words: str, number: int = 0, place: int = 0) -> object:
    return mavlink.MAVLink_statustext_message(4, words.encode(), number, place)


def test_pieces_are_joined() -> None:
    log = TextLog()
    log.hear(text("x" * 50, 7, 0))
    assert log.since(0.0) == []
    log.hear(text("end", 7, 1))
    assert [t.text for t in log.since(0.0)] == ["x" * 50 + "end"]


def test_a_lost_piece_shows() -> None:
    log = TextLog()
    log.hear(text("x" * 50, 7, 0))
    log.hear(text("end", 7, 2))
    assert [t.text for t in log.since(0.0)] == ["x" * 50 + "…end"]


def test_no_text_is_told_twice() -> None:
    log = TextLog()
    log.hear(text("PreArm: one"))
    count, fresh = log.after(0)
    assert [t.text for t in fresh] == ["PreArm: one"]
    assert log.after(count) == (count, [])
    for number in range(300):
        log.hear(text(f"line {number}"))
    count, fresh = log.after(count)
    assert fresh[-1].text == "line 299"
    assert len(fresh) == 200  # the oldest are gone, and that is no error
    assert log.reasons(0.0, is_arming_text) == []
