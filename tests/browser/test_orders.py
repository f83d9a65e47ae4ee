"""What people on the page tell a drone: asked once more, answered in words, in both languages."""

import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from surveillance.model import LinkState
from tests.browser import scenes
from tests.browser.conftest import Opened
from tests.browser.fake_station import FakeStation

pytestmark = pytest.mark.browser

LOOK = {"radius_m": 200.0, "duration_s": 254.0, "home_pct": 41.3, "goes_on": True}


@pytest.fixture
def drone(station: FakeStation) -> Iterator[None]:
    """heron-1, which goes on reporting: one that falls silent is not offered."""
    over = threading.Event()

    def report() -> None:
        while not over.wait(0.5):
            station.publish(scenes.drone(-900, -700))

    station.publish(scenes.drone(-900, -700))
    thread = threading.Thread(target=report, daemon=True)
    thread.start()
    yield
    over.set()
    thread.join()


def choose_drone(page: Page) -> None:
    page.locator("#tab-map").click()
    page.locator(".thing", has_text="heron-1").click()


def dialogue(page: Page) -> Locator:
    return page.locator("#order-text")


@pytest.mark.usefixtures("drone")
def test_a_look_is_proposed_then_flown(opened: Opened, station: FakeStation) -> None:
    page = opened.page
    about = scenes.evening(station)
    station.publish(scenes.alert("A-2", about))
    station.answer_order = lambda wish: (200, {"text": "orbit", "look": LOOK})
    page.locator(".alert-row[data-state=open] button").click()
    page.get_by_role("button", name="Look closer with heron-1").click()
    expect(dialogue(page)).to_contain_text("one turn of 200 m radius")
    expect(dialogue(page)).to_contain_text("4 min 14 s, then go on with its patrol")
    expect(dialogue(page)).to_contain_text("41 % battery")
    assert [wish.get("go") for _, wish in station.orders] == [None]  # nothing is flown yet
    page.get_by_role("button", name="Yes, do it").click()
    expect(dialogue(page)).to_have_text("Done. heron-1: orbit")
    vehicle, wish = station.orders[-1]
    assert vehicle == "heron-1"
    assert wish == {
        "ask": "investigate", "go": True, "goes_on": True, "home_pct": 41.3,
        "lon": pytest.approx(about.position.lon), "lat": pytest.approx(about.position.lat),
    }  # fmt: skip
    page.keyboard.press("Escape")  # closes the dialogue, not the details
    expect(page.locator("#order")).not_to_be_visible()
    expect(page.locator("#details")).to_be_visible()
    opened.watch.assert_clean()


@pytest.mark.usefixtures("drone")
def test_a_recall_is_asked_once_more_and_enter_alone_does_nothing(
    opened: Opened, station: FakeStation
) -> None:
    page = opened.page
    station.answer_order = lambda wish: (200, {"text": "on its way home"})
    choose_drone(page)
    page.get_by_role("button", name="Return to launch").click()
    expect(dialogue(page)).to_have_text("Bring heron-1 home now?")
    page.keyboard.press("Enter")
    expect(page.locator("#order")).not_to_be_visible()
    assert station.orders == []
    page.get_by_role("button", name="Return to launch").click()
    page.get_by_role("button", name="Yes, do it").click()
    expect(dialogue(page)).to_have_text("Done. heron-1: on its way home")
    assert station.orders == [("heron-1", {"ask": "recall"})]
    opened.watch.assert_clean()


@pytest.mark.usefixtures("drone")
@pytest.mark.parametrize(
    ("status", "detail", "said"),
    [
        (409, "beyond the fence <img src=x onerror=alert(1)>", "実行されませんでした"),
        (404, "no patrol", "接続していません"),
        (504, "no answer", "実行されたか不明です"),
    ],
)
def test_what_went_wrong_is_said_in_words(
    opened: Opened, station: FakeStation, status: int, detail: str, said: str
) -> None:
    page = opened.page
    station.answer_order = lambda wish: (status, {"detail": detail})
    page.locator("#lang-ja").click()
    choose_drone(page)
    page.get_by_role("button", name="帰還", exact=True).click()
    page.get_by_role("button", name="実行する").click()
    expect(dialogue(page)).to_contain_text(said)
    assert page.locator("#order img").count() == 0
    expect(page.locator("#order-yes")).not_to_be_visible()


@pytest.mark.usefixtures("drone")
def test_a_late_answer_does_not_take_over_another_order(
    opened: Opened, station: FakeStation
) -> None:
    page, held = opened.page, threading.Event()
    about = scenes.evening(station)
    station.publish(scenes.alert("A-2", about))

    def slowly(wish: dict[str, object]) -> tuple[int, dict[str, object]]:
        if wish["ask"] == "investigate":
            held.wait(10.0)
        return 200, {"text": "orbit", "look": LOOK}

    station.answer_order = slowly
    page.locator(".alert-row[data-state=open] button").click()
    page.get_by_role("button", name="Look closer with heron-1").click()
    expect(dialogue(page)).to_have_text("Asking heron-1…")
    page.keyboard.press("Escape")
    choose_drone(page)
    page.get_by_role("button", name="Return to launch").click()
    held.set()
    page.wait_for_timeout(500)
    expect(dialogue(page)).to_have_text("Bring heron-1 home now?")
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator("#order")).not_to_be_visible()


def test_a_drone_that_cannot_hear_is_not_offered(opened: Opened, station: FakeStation) -> None:
    page = opened.page
    about = scenes.evening(station)
    station.publish(scenes.alert("A-2", about))
    station.publish(scenes.drone(-900, -700, link=LinkState.LOST))
    page.locator(".alert-row[data-state=open] button").click()
    expect(page.locator("#details h2")).to_be_visible()
    expect(page.locator("[data-order]")).to_have_count(0)
    station.publish(scenes.drone(-900, -700))
    expect(page.locator("[data-order]")).to_have_count(1)
