"""Names from outside, as a terminal may show them."""

LONGEST = 120


def printable(name: str, longest: int = LONGEST) -> str:
    """Without what moves a cursor or begins a line, and not without end."""
    return "".join(c if c.isprintable() else "?" for c in name)[:longest]
