"""Chromium for tests: the system's own, started so that it talks to nobody but the page."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Dialog,
    Page,
    Request,
    Response,
    sync_playwright,
)

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-sync",
    "--no-first-run",
    "--mute-audio",
    "--font-render-hinting=none",
]
OWN_DOING = "readback operations using getImageData"  # the tests look at the map's pixels
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")


def chromium_path() -> str:
    """The browser of this machine: MIZUGIWA_CHROMIUM, else the first found on the PATH."""
    given = os.environ.get("MIZUGIWA_CHROMIUM")
    found = given or next((path for path in map(shutil.which, NAMES) if path), None)
    if not found:
        pytest.fail("no Chromium: install the system's chromium package or set MIZUGIWA_CHROMIUM")
    return found


@contextmanager
def launched() -> Iterator[Browser]:
    """A headless Chromium that is closed in the end."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Watch:
    """What a page did that it should not: other hosts asked, console complaints, bad answers."""

    host: str
    foreign: list[str] = field(default_factory=list)
    console: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def assert_clean(self) -> None:
        assert self.foreign == []
        assert self.failed == []
        assert self.console == []


def watched(page: Page, url: str) -> Watch:
    """Listens to everything the page does from now on."""
    watch = Watch(urlsplit(url).netloc)

    def ask(request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob") and parts.netloc != watch.host:
            watch.foreign.append(request.url)

    def answer(response: Response) -> None:
        if response.status >= 400:
            watch.failed.append(f"{response.status} {response.url}")

    def said(message: ConsoleMessage) -> None:
        if OWN_DOING in message.text:
            return
        if message.type in ("error", "warning"):
            watch.console.append(message.text)

    def asked(dialog: Dialog) -> None:
        watch.console.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    page.on("request", ask)
    page.on("response", answer)
    page.on("console", said)
    page.on("pageerror", lambda error: watch.console.append(str(error)))
    page.on("dialog", asked)
    return watch
