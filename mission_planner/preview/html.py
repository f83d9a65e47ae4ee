"""The preview as one page: picture, legend and tables, for screen, night and paper.

Nothing is fetched and nothing runs: no script, no font, no picture from elsewhere.
"""

from collections.abc import Iterable, Iterator
from html import escape

from mission_planner.planned import Plan
from mission_planner.preview.facts import Facts, Row, facts_of, wind_text
from mission_planner.preview.picture import Picture
from mission_planner.preview.svg import COLOURS, svg_of
from mission_planner.preview.words import Say

_LIGHT = """--ink:#1c2830;--paper:#fff;--sea:#eaf2f7;--land:#dcd5bf;--shore:#857c60;--fence:#333;
--nofly:#a0006a;--swath:#3f97d0;--gap:#d40000;--faint:#9fb0ba;--next:#b84a00;
--s0:#0072b2;--s1:#00805c;--s2:#b87700;--s3:#5b3fa8;--s4:#2b93c9;--s5:#6b4f2a"""
_DARK = """--ink:#c9d3d9;--paper:#0a1116;--sea:#0f1c25;--land:#37352b;--shore:#7d765f;
--fence:#c8c8c8;--nofly:#e05ab0;--swath:#2f78a8;--gap:#ff5a4f;--faint:#40525e;--next:#ff9a56;
--s0:#56b0ea;--s1:#3ac79c;--s2:#efb640;--s3:#ab8df2;--s4:#93d5ff;--s5:#c9a26f"""
_STYLE = """
@media screen and (prefers-color-scheme:dark){:root{DARK}}
body{margin:1rem auto;max-width:1100px;padding:0 1rem;background:var(--paper);color:var(--ink);
font:15px/1.45 system-ui,"Noto Sans JP","Noto Sans CJK JP","Hiragino Sans","Yu Gothic",sans-serif}
h1{font-size:1.3rem;margin:.2rem 0}
svg{width:100%;height:auto;border:1px solid var(--faint)}
table{border-collapse:collapse;margin:.8rem 0}
th,td{padding:.2rem .7rem;border-bottom:1px solid var(--faint);text-align:right}
th{font-weight:600;word-break:keep-all}
td{white-space:nowrap}
dl{display:flex;flex-wrap:wrap;gap:.2rem 1.6rem;margin:.5rem 0}
dl div{display:flex;gap:.4rem}
dt{opacity:.75}
dd{margin:0;font-weight:600}
ul{display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;list-style:none;padding:0;margin:.4rem 0}
li svg{width:34px;height:14px;border:0;vertical-align:middle;margin-right:.4rem}
.sea{fill:var(--sea)}
.land{fill:var(--land);stroke:var(--shore);fill-rule:evenodd}
.swath{fill:var(--swath);fill-opacity:.25;fill-rule:evenodd}
.found{fill:var(--swath);fill-opacity:.17;fill-rule:evenodd}
.survey{fill:none;stroke:var(--swath);stroke-opacity:.7;stroke-width:.8}
.fence{fill:none;stroke:var(--fence);stroke-width:1.6;stroke-dasharray:9 5}
.hatch{fill:var(--nofly);fill-opacity:.55}
.nofly{fill:url(#hatch);stroke:var(--nofly);stroke-width:1.6}
.gap{fill:var(--gap);fill-opacity:.5;stroke:var(--gap);fill-rule:evenodd}
.halo{fill:none;stroke:var(--sea);stroke-width:4.5;stroke-opacity:.8;stroke-linejoin:round}
.track{fill:none;stroke-width:2;stroke-linejoin:round}
.weak,.dead{fill:none;stroke:var(--ink);stroke-width:6;stroke-dasharray:1.5 9;stroke-opacity:.5}
.dead{stroke-dasharray:1.5 4;stroke-opacity:.9}
.note{margin:.2rem 0;opacity:.85}
.arrow,.point,.badge{stroke:var(--sea);stroke-width:.7}
.grid{fill:none;stroke:var(--faint);stroke-width:.6;stroke-opacity:.6}
.north,.scale,.wind{fill:none;stroke:var(--ink);stroke-width:2}
.north{fill:var(--ink)}
.home{fill:var(--ink)}
.rally{fill:none;stroke:var(--ink);stroke-width:2}
.ship{fill:none;stroke:var(--ink);stroke-width:1.6;stroke-dasharray:2 4}
.shade{fill:var(--s0);fill-opacity:.11;fill-rule:evenodd}
.region,.circle,.next,.way,.mean,.start{fill:none;stroke:var(--ink);stroke-width:1.6}
.r80{stroke-dasharray:9 4}
.r95{stroke-dasharray:2 3}
.circle{stroke-width:1.2;stroke-dasharray:12 4 2 4}
.next{stroke:var(--next);stroke-width:3;stroke-dasharray:14 5}
.way{stroke:var(--s1);stroke-width:1.4}
.mean{stroke-width:2.2}
.hour{fill:var(--ink);stroke:var(--sea);stroke-width:.7}
.start{stroke-width:2.2}
text{fill:var(--ink);font-size:13px;paint-order:stroke;stroke:var(--sea);stroke-width:3px;
stroke-linejoin:round}
.number{font-size:11px;stroke-width:2.5px}
.why{fill:var(--gap);font-weight:600}
.degrees{font-size:11px;opacity:.85}
.home-text,.badge-text{fill:var(--sea);stroke:none;font-size:12px;font-weight:700;text-anchor:middle}
@page{margin:12mm}
@media print{body{margin:0;max-width:none;font-size:10pt}svg{max-height:165mm}
table,dl,ul{break-inside:avoid}*{print-color-adjust:exact}}
"""
_LEGEND = (
    ("path", '<path class="track s0" d="M1,7 H33"/><path class="arrow s0" d="M22,7 l-9,-4 v8 Z"/>'),
    ("swath", '<rect class="swath" width="34" height="14"/>'),
    ("survey", '<path class="survey" d="M1,7 H33"/>'),
    ("gap", '<rect class="gap" width="34" height="14"/>'),
    ("fence", '<path class="fence" d="M1,7 H33"/>'),
    ("nofly", '<rect class="nofly" width="34" height="14"/>'),
    ("dead", '<path class="dead" d="M1,7 H33"/>'),
    ("deck", '<path class="ship" d="M1,7 H33"/>'),
    ("land", '<rect class="land" width="34" height="14"/>'),
)


def html_of(plan: Plan, picture: Picture, say: Say) -> str:
    """The page of a plan."""
    facts = facts_of(plan, picture, say)
    svg = svg_of(picture, say, wind_text(plan, say))
    return page_of(facts, svg, _legend(picture, say), say("gap"))


def page_of(facts: Facts, svg: str, legend: Iterable[str], gaps: str) -> str:
    """A page round a picture. legend: list items. gaps: what the second table is of."""
    title = escape(facts.title)
    figures = "".join(
        f"<div><dt>{escape(label)}</dt><dd>{escape(value)}</dd></div>"
        for label, value in facts.figures
    )
    notes = "".join(f'<p class="note">{escape(note)}</p>' for note in facts.notes)
    return "\n".join(
        [
            '<!doctype html>\n<html lang="ja">\n<head>\n<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width">',
            f"<title>{title}</title>\n<style>:root{{color-scheme:light dark;{_LIGHT}}}",
            _STYLE.replace("DARK", _DARK) + _colours() + "</style>\n</head>\n<body>",
            f"<h1>{title}</h1>\n<dl>{figures}</dl>\n{notes}",
            svg,
            f"<ul>{''.join(legend)}</ul>",
            _table(facts.sorties) if facts.sorties else "",
            _table(facts.gaps, gaps) if facts.gaps else "",
            "</body>\n</html>\n",
        ]
    )


def _colours() -> str:
    tracks = "".join(f".track.s{n}{{stroke:var(--s{n})}}" for n in range(COLOURS))
    kinds = ("arrow", "point", "badge", "number")
    fills = (
        ",".join(f".{k}.s{n}" for k in kinds) + f"{{fill:var(--s{n})}}" for n in range(COLOURS)
    )
    return tracks + "".join(fills)


def _legend(picture: Picture, say: Say) -> Iterator[str]:
    """What there is to explain; the signs of what is not there are left out."""
    there = {
        "gap": picture.gaps, "nofly": picture.nofly, "dead": picture.silent,
        "swath": not picture.seen, "deck": picture.ship,
    }  # fmt: skip
    for step, (pct, _) in enumerate(picture.seen, start=1):
        yield sign('<rect class="found" width="34" height="14"/>' * step, f"{pct} {say('found')}")
    for key, drawing in _LEGEND:
        if not there.get(key, True):
            continue
        yield sign(drawing, say(key))


def sign(drawing: str, text: str) -> str:
    """An item of the legend: a drawing of 34 x 14, and what it stands for."""
    return f'<li><svg viewBox="0 0 34 14">{drawing}</svg>{escape(text)}</li>'


def _table(rows: tuple[Row, ...], caption: str = "") -> str:
    head = "".join(f"<th>{escape(cell)}</th>" for cell in rows[0])
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows[1:]
    )
    told = f"<caption>{escape(caption)}</caption>" if caption else ""
    return f"<table>{told}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
