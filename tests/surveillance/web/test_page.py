"""The shell: local files only, a nonce in every script, nothing from outside in it."""

import re
from html.parser import HTMLParser
from zoneinfo import ZoneInfoNotFoundError

import pytest

from surveillance.web.page import (
    NONCE_MARK,
    STATIC,
    PageSettings,
    area_bounds,
    content_security_policy,
    render_shell,
    with_nonce,
)

BOUNDS = (130.08, 34.23, 130.13, 34.26)
NONCE = "abcDEF0123456789_-"


class Tags(HTMLParser):
    """All start tags with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_every_address_in_the_shell_is_our_own() -> None:
    tags = Tags(render_shell(BOUNDS)).found
    addresses = [a[name] for _, a in tags for name in ("src", "href") if name in a]
    assert "/assets/leaflet/leaflet.js" in addresses
    assert "/static/main.js" in addresses
    foreign = [a for a in addresses if not re.match(r"/assets/|/static/|#|data:image/svg", a or "")]
    assert foreign == []


def test_every_script_gets_the_nonce_of_its_request() -> None:
    shell = render_shell(BOUNDS)
    html = with_nonce(shell, NONCE)
    scripts = [attributes for tag, attributes in Tags(html).found if tag == "script"]
    assert len(scripts) >= 4
    assert all(attributes.get("nonce") == NONCE for attributes in scripts)
    assert NONCE_MARK not in html
    assert f"'nonce-{NONCE}'" in content_security_policy(NONCE)


@pytest.mark.parametrize(
    "nonce", ["", "short", "' unsafe-inline 'aaaaaaaaaaaaaaa", '"><script>aaaaaaa']
)
def test_a_nonce_that_could_break_out_is_refused(nonce: str) -> None:
    with pytest.raises(ValueError, match="nonce"):
        with_nonce(render_shell(BOUNDS), nonce)


def test_no_handlers_and_no_eval() -> None:
    html = render_shell(BOUNDS)
    handlers = [n for _, attributes in Tags(html).found for n in attributes if n.startswith("on")]
    assert handlers == []
    policy = content_security_policy(NONCE)
    assert "unsafe-eval" not in policy
    assert "default-src 'none'" in policy


def test_two_renderings_are_the_same_and_carry_the_settings() -> None:
    settings = PageSettings(language="ja", theme="night", time_zone="Asia/Tokyo")
    html = render_shell(BOUNDS, settings)
    assert html == render_shell(BOUNDS, settings)
    root = dict(Tags(html).found)["html"]
    assert root["lang"] == "ja"
    assert root["data-theme"] == "night"
    assert root["data-bounds"] == "130.080000,34.230000,130.130000,34.260000"


def test_the_page_may_be_enlarged() -> None:
    assert "user-scalable" not in render_shell(BOUNDS)
    assert '"maxZoom": 19' in render_shell(BOUNDS)


def test_an_unknown_time_zone_is_refused_at_the_start() -> None:
    with pytest.raises(ZoneInfoNotFoundError):
        PageSettings(time_zone="Asia/Nowhere")


def test_bounds_of_an_area() -> None:
    def feature(kind: str, coordinates: object) -> dict[str, object]:
        return {"geometry": {"type": kind, "coordinates": coordinates}}

    features = [
        feature("Point", [130.5, 34.0]),
        feature("Polygon", [[[130.0, 34.1], [130.2, 34.1], [130.1, 34.4], [130.0, 34.1]]]),
    ]
    assert area_bounds({"features": features}) == (130.0, 34.0, 130.5, 34.4)
    with pytest.raises(ValueError, match="no coordinates"):
        area_bounds({"features": []})


def test_scripts_write_text_only_as_text() -> None:
    forbidden = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|Function\("
    )
    for script in STATIC.rglob("*.js"):
        assert not forbidden.search(script.read_text(encoding="utf-8")), script.name


def test_every_word_that_is_used_exists_in_both_languages() -> None:
    table = ""
    for file, name in (("words.js", "const WORDS"), ("passes/words.js", "const PASS_WORDS")):
        words = (STATIC / file).read_text(encoding="utf-8")
        table += words[words.index(name) : words.index("\n};")]
    entries = re.findall(
        r'^  (\w+): \[\s*"((?:[^"\\]|\\.)*)",\s*"((?:[^"\\]|\\.)*)",?\s*\],', table, re.M
    )
    known = {name: (english, japanese) for name, english, japanese in entries}
    assert len(known) == len(re.findall(r"^  \w+: \[", table, re.M))
    for name, (english, japanese) in known.items():
        assert english, name
        assert japanese, name
        fields = [sorted(re.findall(r"\{\d\}", text)) for text in (english, japanese)]
        assert fields[0] == fields[1], name
    sources = "".join(p.read_text(encoding="utf-8") for p in STATIC.rglob("*.js"))
    markup = (STATIC / "chrome.html").read_text(encoding="utf-8")
    used = set(re.findall(r'\bword\("(\w+)"', sources))
    used |= set(re.findall(r'data-word(?:-label)?="(\w+)"', markup))
    assert used - set(known) == set()
