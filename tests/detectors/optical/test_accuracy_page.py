"""What the page of figures says of the chances that ship, and what ships, are the same."""

import re
from pathlib import Path

from detectors.optical.find import EVEN_OPEN, EVEN_QUAY

PAGE = Path(__file__).resolve().parents[3] / "docs" / "accuracy.md"


def test_the_chances_that_ship_are_those_of_the_table():
    section = PAGE.read_text(encoding="utf-8").split("<!-- optical: begin -->")[1]
    (total,) = re.findall(
        r"^\| \*\*all four\*\* .* (\d\.\d+), (\d\.\d+) \|$", section, re.MULTILINE
    )
    assert tuple(map(float, total)) == (EVEN_OPEN, EVEN_QUAY)
