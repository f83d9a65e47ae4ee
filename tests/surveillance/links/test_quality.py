"""The loss meter counts gaps, and is not fooled by copies and restarts."""

from surveillance.links.quality import LossMeter


def test_every_fifth_lost_is_twenty_percent() -> None:
    meter = LossMeter()
    for number in range(200):
        if number % 5:
            meter.hear(number % 256)
    loss = meter.loss_pct
    assert loss is not None
    assert 18.0 < loss < 22.0


def test_copies_and_late_ones_are_no_loss() -> None:
    meter = LossMeter()
    for number in range(300):
        meter.hear(number % 256)
        meter.hear(number % 256)
        meter.hear((number - 3) % 256)
    assert meter.loss_pct == 0.0


def test_nothing_is_said_before_enough_is_known() -> None:
    meter = LossMeter()
    meter.hear(1)
    assert meter.loss_pct is None
