"""The picture of a drift as one page that needs nothing else."""

from collections.abc import Iterator

from mission_planner.drift import DriftCase
from mission_planner.preview.drift_picture import DriftPicture, drift_facts, flow_text
from mission_planner.preview.html import page_of, sign
from mission_planner.preview.svg import Canvas, grid, instruments, opening, path, text_at
from mission_planner.preview.words import Say

_LEGEND = (
    ("density", '<rect class="shade" width="34" height="14"/><rect class="shade" x="10" width="24" '
     'height="14"/><rect class="shade" x="20" width="14" height="14"/>'),
    ("start", '<path class="start" d="M17,0 v14 M10,7 h14"/>'
     '<circle class="start" cx="17" cy="7" r="5"/>'),
    ("track", '<path class="mean" d="M1,7 H33"/><circle class="hour" cx="17" cy="7" r="3"/>'),
    ("circle", '<path class="circle" d="M1,7 H33"/>'),
    ("searched", '<path class="way" d="M1,7 H33"/>'),
    ("next", '<rect class="next" x="2" y="2" width="30" height="10"/>'),
    ("land", '<rect class="land" width="34" height="14"/>'),
)  # fmt: skip


def drift_html(case: DriftCase, picture: DriftPicture, say: Say) -> str:
    """The page of a drift."""
    facts = drift_facts(case, picture, say)
    wind = flow_text(picture.wind, say, "from")
    return page_of(facts, _svg(picture, say, wind), _legend(picture, say), "")


def _legend(picture: DriftPicture, say: Say) -> Iterator[str]:
    """What there is to explain; the signs of what is not there are left out."""
    there = {
        "circle": not picture.circle.is_empty,
        "searched": bool(picture.searches),
        "land": not picture.land.is_empty,
    }
    for key, drawing in _LEGEND:
        if there.get(key, True):
            yield sign(drawing, say(key))
        if key == "density":
            for pct, _, _ in picture.regions:
                line = f'<path class="region r{pct}" d="M1,7 H33"/>'
                yield sign(line, f"{pct} {say('within')}")


def _svg(picture: DriftPicture, say: Say, wind: str) -> str:
    canvas = Canvas(picture)
    parts = [
        *opening(canvas),
        *(path("shade", canvas.shape(shape), say("density")) for shape in picture.shades),
        path("land", canvas.shape(picture.land), say("land")),
        *_lines(picture, canvas, say),
        *_places(picture, canvas, say),
        *grid(picture, canvas),
        *instruments(picture, canvas, picture.wind, wind),
        "</svg>",
    ]
    return "\n".join(parts)


def _lines(picture: DriftPicture, canvas: Canvas, say: Say) -> Iterator[str]:
    for name, way in picture.searches:
        yield path("way", canvas.line(way), f"{say('searched')}: {name}")
    for pct, region, _ in picture.regions:
        yield path(f"region r{pct}", canvas.shape(region), f"{pct} {say('within')}")
    yield path("circle", canvas.shape(picture.circle), say("circle"))
    yield path("next", canvas.shape(picture.next_area), say("next"))
    yield path("mean", canvas.line(picture.track), say("track"))


def _places(picture: DriftPicture, canvas: Canvas, say: Say) -> Iterator[str]:
    for place in picture.marks:
        x, y = canvas.at(place)
        yield f'<circle class="hour" cx="{x:.1f}" cy="{y:.1f}" r="3.5"/>'
    x, y = canvas.at(picture.start)
    yield f'<path class="start" d="M{x - 11:.1f},{y:.1f} h22 M{x:.1f},{y - 11:.1f} v22"/>'
    yield f'<circle class="start" cx="{x:.1f}" cy="{y:.1f}" r="7"/>'
    yield text_at("label", x + 13.0, y + 5.0, say("start"))
    for pct, _, place in picture.regions:
        x, y = canvas.at(place)
        yield text_at("label", x, y - 4.0, f"{pct} %", "middle")
