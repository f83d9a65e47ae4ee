"""The live map during a real run: simulator, station and producers, seen in Chromium.

With MIZUGIWA_PICTURE=FILE the map is also saved there once an alert is open: so the picture of the
README is made.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from surveillance.demo.run import free_port
from tests.browser.canvas import DRONE, LAND, NO_MATCH, eventually
from tests.browser.chromium import launched, watched

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]
SEED = "11"


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """A demonstration that has begun: the address of its map."""
    port = free_port()
    command = [sys.executable, "-m", "surveillance", "demo", "--seed", SEED, "--port", str(port)]
    # tests that a shell started in the background ignore Ctrl-C, and would hand that on
    command = ["env", "--default-signal=INT", *command]
    log = tmp_path / "demo.log"
    with log.open("w") as talk:
        demo = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=talk)
        try:
            end = time.monotonic() + 120
            while "live map" not in log.read_text():
                assert demo.poll() is None, log.read_text()
                assert time.monotonic() < end, log.read_text()
                time.sleep(0.2)
            yield f"http://127.0.0.1:{port}"
        finally:
            demo.send_signal(signal.SIGINT)
            demo.wait(60)


def save_picture(page: Page, tmp_path: Path) -> None:
    target = Path(os.environ.get("MIZUGIWA_PICTURE", tmp_path / "map.png"))
    page.screenshot(path=target)
    assert target.stat().st_size > 20_000


def test_a_patrol_is_followed_on_the_live_map(address: str, tmp_path: Path) -> None:
    with launched() as browser:
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        watch = watched(page, address)
        page.goto(address)
        page.evaluate("window.sameDocument = true")
        assert eventually(page, "land", LAND) > 5000
        expect(page.locator("#realm")).to_contain_text("Simulated")

        page.locator("#tab-map").click()
        page.get_by_role("button", name="heron-1").click(timeout=120_000)
        place = page.locator("#details .facts dd").filter(has_text="′N")
        before = place.inner_text()
        # on the deck it stands still; once in the air its place changes
        expect(place).not_to_have_text(before, timeout=120_000)
        eventually(page, "live", DRONE)

        page.locator("#tab-alerts").click()
        alert = page.locator(".alert-row[data-state=open]").first
        alert.wait_for(state="attached", timeout=200_000)
        expect(alert).to_contain_text("no AIS match")
        assert alert.locator("img").evaluate("i => i.decode().then(() => i.naturalWidth)") > 50
        alert.click()
        eventually(page, "live", NO_MATCH)
        assert page.evaluate("window.sameDocument"), "the page was loaded again"
        save_picture(page, tmp_path)
        watch.assert_clean()
