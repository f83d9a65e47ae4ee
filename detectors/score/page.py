"""The page of measured figures: each section is written by the command that measured it."""

from __future__ import annotations

from pathlib import Path

from geodata.whole_file import write_whole

_TITLE = "# How good it is, measured\n\nEvery section is written by the command it names.\n"


def write_section(page: Path, name: str, text: str) -> None:
    """Put the text between the page's markers of that name; what is round them stays.

    A page or section that is not there yet is begun. Raises ValueError for a page with only one of
    the two markers, or with them in the wrong order: what belongs to the section is not known then.
    """
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    old = page.read_text(encoding="utf-8") if page.is_file() else _TITLE
    block = f"{begin}\n{text.rstrip()}\n{end}"
    at, until = old.find(begin), old.find(end)
    if at < 0 and until < 0:
        new = f"{old.rstrip()}\n\n{block}\n"
    elif 0 <= at < until and old.count(begin) == old.count(end) == 1:
        new = old[:at] + block + old[until + len(end) :]
    else:
        raise ValueError(f"{page.name}: the markers of {name} do not enclose one section: mend it")
    page.parent.mkdir(parents=True, exist_ok=True)
    write_whole(page, new.encode())


def table(heads: list[str], rows: list[list[str]]) -> str:
    """Markdown.

    >>> print(table(["a", "b"], [["1", "2"]]), end="")
    | a | b |
    |---|---|
    | 1 | 2 |
    """
    lines = [heads, *rows]
    drawn = [f"| {' | '.join(line)} |" for line in lines]
    drawn.insert(1, "|---" * len(heads) + "|")
    return "\n".join(drawn) + "\n"
