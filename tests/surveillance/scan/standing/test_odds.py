"""How sure passes make of what stands, against what else would show the same."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from surveillance.scan.standing.odds import UNSURE_P, p_stands

OPEN_SEA = 1e-4  # of finding a vessel by chance


def p(finds: str, every_days: float = 12.0, chance: float = OPEN_SEA) -> float:
    """finds: a letter for each pass, x where something was found."""
    found = np.array([letter == "x" for letter in finds])
    return p_stands(np.arange(len(found)) * every_days, found, chance)


def test_what_is_always_there_stands() -> None:
    assert p("xxxxx") > 0.8
    assert p("xxxxxxxxxx") > p("xxxxx")
    assert p("xx.xxxx.xx") > 0.5  # one that some passes miss


def test_a_vessel_at_anchor_for_days_does_not() -> None:
    assert p("xxxxxxxx", every_days=1.0) <= UNSURE_P
    assert p("xxxxxxxxxxxx......", every_days=1.0) < 0.01
    assert p("xxxxx", every_days=4.9) <= UNSURE_P  # 19.6 days from first to last


def test_too_few_passes_are_not_enough() -> None:
    assert p("xxxx") <= UNSURE_P
    assert p("x...x") <= UNSURE_P
    assert p("xx") <= UNSURE_P


def test_where_vessels_crowd_chance_explains_it() -> None:
    assert p("x.x.xx..x.", chance=0.3) < 0.1 < p("xxxxxxxxxx", chance=0.3)


def test_what_was_taken_away_is_forgotten_and_what_is_new_is_learned() -> None:
    there = "xxxxxxxxxx"
    assert p(there + "...") < p(there + ".") < p(there)
    assert p(there + "....") < 0.1
    assert p("." * 10 + "xxxxxx") > 0.5


@given(
    st.lists(st.booleans(), min_size=1, max_size=40).filter(any),
    st.floats(0.1, 60.0),
    st.floats(1e-9, 0.01),
)
def test_it_is_a_probability_and_another_find_never_lowers_it(
    finds: list[bool], every_days: float, chance: float
) -> None:
    days = np.arange(len(finds) + 1) * every_days
    found, missed = (p_stands(days, np.array([*finds, last]), chance) for last in (True, False))
    assert 0.0 <= missed <= found + 1e-12 <= 1.0 + 1e-12
