"""A scan beside all that is known of what stands: the list that is given, and what was learned."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from surveillance.errors import StoreError
from surveillance.model import Realm
from surveillance.scan.standing.history import FILE_NAME, History
from surveillance.scan.standing.layer import Layer
from surveillance.scan.standing.learned import learn_for
from surveillance.scan.standing.match import with_standing
from surveillance.scan.standing.odds import ENOUGH_PASSES
from surveillance.scan.standing.read import read_standing
from surveillance.scan.vessel import Scanned

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Beside:
    """listed: a layer that is given. file: where it is learned; None: it is not. realm: whose
    scenes teach."""

    listed: Layer
    file: Path | None
    realm: Realm

    def judged(self, scene: Scanned, *, is_teaching: bool = True) -> Scanned:
        """The scene with what stands told from vessels. Where nothing is learned, or what was
        learned cannot be read, a note says so: no scene is refused for that.

        is_teaching: whether it will be remembered.
        """
        if self.file is None or scene.at is None or not scene.looked:
            return with_standing(scene, self.listed)
        found = self._tried(lambda history: learn_for(history, scene))
        if isinstance(found, str):
            return with_standing(_noted(scene, found), self.listed)
        if is_teaching and found.passes + 1 < ENOUGH_PASSES:
            scene = _noted(scene, _too_few(found.passes + 1))
        return with_standing(scene, Layer((*self.listed.things, *found.layer.things)))

    def remembered(self, scene: Scanned) -> Scanned:
        """Let the next scenes learn from this one. For radar only: under a cloud a camera misses
        what stands. A note says when it could not be kept."""
        if self.file is None:
            return scene
        kept = self._tried(lambda history: history.remember(scene))
        return _noted(scene, kept) if isinstance(kept, str) else scene

    def _tried(self, work: Callable[[History], T]) -> T | str:
        assert self.file is not None
        try:
            history = History(self.file, self.realm)
            try:
                return work(history)
            finally:
                history.close()
        except StoreError as exc:
            return str(exc)


def beside_standing(listed: Path | None, home: Path | None, realm: Realm) -> Beside:
    """listed: a vector file. home: the product's folder; None: nothing is learned.

    Raises LayerError for a list that cannot be used.
    """
    layer = Layer(()) if listed is None else read_standing(listed)
    return Beside(layer, None if home is None else history_file(home), realm)


def history_file(home: Path) -> Path:
    """Where it is kept."""
    return home / FILE_NAME


def _too_few(passes: int) -> str:
    return (
        f"this is pass {passes} of the {ENOUGH_PASSES} that teach what stands: until then rocks and"
        " platforms that no list tells pass for vessels"
    )


def _noted(scene: Scanned, note: str) -> Scanned:
    return replace(scene, notes=(*scene.notes, note))
