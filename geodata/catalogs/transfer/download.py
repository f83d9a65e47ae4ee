"""Fetch one file whole: resumed after cuts, verified, and only then under its name."""

import shutil
from pathlib import Path

import httpx

from geodata.catalogs.port import Growth, OfferedFile, Progress
from geodata.catalogs.transfer.blocks import BLOCK_BYTES, Block, NoRanges, Source, blocks
from geodata.catalogs.transfer.outside import MAX_FILE_BYTES, file_name
from geodata.catalogs.transfer.part import Part
from geodata.catalogs.transfer.patience import Patience, Speed, Watched, retry_after_s
from geodata.catalogs.transfer.ranges import is_plain, length_said, read_span, strong_validator
from geodata.catalogs.transfer.web import Ask, Web, cut, refusal
from geodata.errors import DownloadFailed

MAX_TAKES = 4  # how often a file may begin anew in one call
_STEP = 1024 * 1024  # bytes of a block that are told at once


def fetch_file(web: Web, file: OfferedFile, folder: Path, progress: Progress) -> Path:
    """The file in `folder`, whole and verified against what is published of it.

    What an earlier call left is taken up when it is surely of the same version: by the server's
    strong validator, or because a published checksum tells in the end. One that is there already
    is not fetched. Raises CatalogUnavailable, AccessRefused, DownloadFailed, OfferRefused.
    """
    target = folder / file_name(file.name, "the name of a file")
    part: Part | None = None
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if _is_there(target, file):
            # a program that was killed right after it gave the name left its note
            (folder / f"{file.name}.part.json").unlink(missing_ok=True)
            return target
        with Part(folder, file, web.pace) as part:
            if _is_there(target, file):  # another program finished it while we came
                part.drop()
                return target
            return _Fetching(web, file, part, progress).run()
    except OSError as exc:
        kept = part.done_bytes if part else 0
        raise DownloadFailed(
            f"{folder / file.name}: {exc.strerror or exc}: {kept} bytes are kept; make room or"
            " mend the disk and fetch it again"
        ) from exc


def _is_there(target: Path, file: OfferedFile) -> bool:
    """Files get their names when they are verified. Raises DownloadFailed for a stranger."""
    if not target.exists():
        return False
    there = target.stat().st_size
    if not target.is_file() or file.size_bytes not in (None, there):
        raise DownloadFailed(
            f"{target} is there already with {there} bytes, the offer has {file.size_bytes}:"
            " move it away"
        )
    return True


class _Again(Exception):
    """Try again: why, and after how long."""

    def __init__(self, why: str, wait_s: float | None = None) -> None:
        super().__init__(why)
        self.wait_s = wait_s


class _Fetching:
    """The tries for one file."""

    def __init__(self, web: Web, file: OfferedFile, part: Part, progress: Progress) -> None:
        self._web = web
        self._file = file
        self._part = part
        self._progress = progress
        self._patience = Patience(Watched(web.pace, self._say))
        self._refused = 0  # how often our token was, since the last byte
        self._is_narrow = False  # one connection only

    def run(self) -> Path:
        part = self._part
        self._check_room()
        self._say()
        while True:
            while part.done_bytes == 0 or part.done_bytes != part.size_bytes:
                if self._may_be_wide():
                    self._fetch_wide()
                elif self._is_last_try():
                    break
            if part.matches():
                return part.finish()
            # what was put together may be of two versions; what came in one piece is not
            if not part.is_patched:
                break
            part.reset()
            self._is_narrow = True
        part.drop()
        raise DownloadFailed(
            f"{self._file.name} has not the checksum that is published: it is thrown away; fetch"
            " it again, or tell the catalogue"
        )

    def _is_last_try(self) -> bool:
        """One exchange; True when it ended a file whose size nobody said."""
        before = self._part.done_bytes
        try:
            with self._web.stream(Ask("GET", self._file.href, self._wish())) as answer:
                self._judge(answer)
                speed = Speed(self._web.pace, self._part.done_bytes)
                for chunk in answer.iter_raw():
                    self._add(chunk)
                    speed.check(self._file.name, self._part.done_bytes)
            if self._part.size_bytes is None:
                return True
            if self._part.done_bytes != self._part.size_bytes:
                raise _Again(f"{answer.url.host} ended")
        except httpx.TransportError as exc:
            self._wait(_Again(cut(self._file.href, exc)), before)
        except _Again as again:
            self._wait(again, before)
        return False

    def _wish(self) -> dict[str, str]:
        """The range that is missing, of the version that we have the beginning of."""
        part = self._part
        if part.done_bytes and not part.validator and not self._file.checksum:
            part.reset()  # nothing would tell a mixture
        if not part.done_bytes:
            return {}
        condition = {"If-Range": part.validator} if part.validator else {}
        return {"Range": f"bytes={part.done_bytes}-", **condition}

    def _judge(self, answer: httpx.Response) -> None:
        """Get ready for the body of the answer, or raise why it is not the one we want."""
        status = answer.status_code
        if status == 200:
            self._begin(answer)
        elif status == 206:
            self._go_on(answer)
        elif status == 416 and self._part.done_bytes:
            self._part.reset()
            raise _Again(f"{answer.url.host} has no such range any more")
        elif status == 401 and self._refused < 2 and self._web.renew(answer):
            self._refused += 1
            raise _Again(f"{answer.url.host} wants a newer token", 0.0)
        elif status in (404, 410):
            raise DownloadFailed(f"{self._file.name} is not there any more ({status})")
        else:
            raise _Again(refusal(answer), retry_after_s(answer))

    def _begin(self, answer: httpx.Response) -> None:
        """The whole file comes, also where a part was asked for."""
        said = length_said(answer)
        if not is_plain(answer):
            raise DownloadFailed(f"{answer.url.host} sends {self._file.name} compressed: refused")
        if said == 0:
            raise DownloadFailed(f"{answer.url.host} sends an empty file for {self._file.name}")
        self._open(strong_validator(answer), self._agreed(said))

    def _open(self, validator: str | None, size: int | None) -> None:
        """Begin with the first byte of a version."""
        if size is None and self._file.checksum is None:
            raise DownloadFailed(
                f"{self._file.name} has neither a length nor a checksum: nobody could tell"
                " whether all of it arrived"
            )
        if self._part.take >= MAX_TAKES:
            raise DownloadFailed(
                f"{self._file.name} began anew {MAX_TAKES} times: the server cuts it and does"
                " not go on where it was; try again when the line is better"
            )
        self._part.begin(validator, size)
        self._check_room()

    def _go_on(self, answer: httpx.Response) -> None:
        """The missing part comes, if it is that: its place, its length and its version agree."""
        part, host, span = self._part, answer.url.host, read_span(answer)
        if not span or not part.done_bytes or span.first != part.done_bytes or not is_plain(answer):
            part.reset()
            raise _Again(f"{host} sends another part than it was asked for")
        if not self._is_same(strong_validator(answer)):
            part.reset()
            raise _Again(f"{host} has a new version of it")
        part.size_bytes = self._agreed(span.size_bytes)
        part.is_patched = True

    def _is_same(self, validator: str | None) -> bool:
        """Whether bytes with this validator may follow the ones that are there."""
        is_open = validator is None and self._file.checksum is not None  # that tells in the end
        return not self._part.validator or validator == self._part.validator or is_open

    def _may_be_wide(self) -> bool:
        """Whether several connections at once are worth it, and no mixture would go unseen."""
        part, is_told = self._part, self._file.checksum is not None
        missing = (part.size_bytes or 0) - part.done_bytes
        is_safe = is_told or part.validator is not None or part.done_bytes == 0
        return not self._is_narrow and is_safe and missing > 2 * BLOCK_BYTES

    def _fetch_wide(self) -> None:
        """Several connections, as long as the server gives ranges of one version.

        When it does not, the way with one connection tells why, and is taken from then on.
        """
        part = self._part
        source = Source(self._web, self._file.href, part.size_bytes or 0, part.validator)
        try:
            with blocks(source, part.done_bytes) as coming:
                for block in coming:
                    self._join(block)
        except NoRanges:
            self._is_narrow = True

    def _join(self, block: Block) -> None:
        """Add a block to what is there, or raise its trouble."""
        part = self._part
        if block.body:
            size = self._agreed(block.size_bytes)
            if part.done_bytes == 0:
                if block.validator is None and self._file.checksum is None:
                    raise NoRanges  # nothing would tell a mixture
                self._open(block.validator, size)
            elif not self._is_same(block.validator) or size not in (None, part.size_bytes):
                part.reset()
                raise NoRanges
            else:
                part.is_patched = True
            for at in range(0, len(block.body), _STEP):
                self._add(bytes(block.body[at : at + _STEP]))
        if block.trouble:
            raise type(block.trouble)(
                f"{block.trouble}; {part.done_bytes} of {part.size_bytes} bytes of"
                f" {self._file.name} are kept"
            )

    def _agreed(self, said: int | None) -> int | None:
        """The size that catalogue and server agree on. Raises DownloadFailed."""
        known = self._file.size_bytes
        if known is not None and said is not None and said != known:
            raise DownloadFailed(
                f"{self._file.name} has {said} bytes on the server, {known} in the catalogue:"
                " one of them is wrong; search again"
            )
        size = said if known is None else known
        if size is not None and size > MAX_FILE_BYTES:
            raise DownloadFailed(
                f"{self._file.name} has {size} bytes; more than {MAX_FILE_BYTES} are not fetched"
            )
        return size

    def _add(self, chunk: bytes) -> None:
        part = self._part
        if part.done_bytes + len(chunk) > (part.size_bytes or MAX_FILE_BYTES):
            part.drop()
            raise DownloadFailed(f"{self._file.name} is longer than was said: it is thrown away")
        part.write(chunk)
        self._refused = 0
        self._say()

    def _say(self) -> None:
        part = self._part
        self._progress(Growth(self._file, part.path, part.done_bytes, part.size_bytes, part.take))

    def _check_room(self) -> None:
        part = self._part
        missing = (part.size_bytes or 0) - part.done_bytes
        free = shutil.disk_usage(part.path.parent).free
        if missing > free:
            raise DownloadFailed(
                f"{self._file.name} needs {missing} bytes more, the disk of {part.path.parent}"
                f" has {free}: make room; {part.done_bytes} bytes of it are kept"
            )

    def _wait(self, again: _Again, before: int) -> None:
        if self._part.done_bytes > before:
            self._patience.gained()
        if again.wait_s:
            self._web.hold(min(again.wait_s, 60.0))
        size = self._part.size_bytes or "an unknown number"
        where = f"{self._part.done_bytes} of {size} bytes of {self._file.name} are kept"
        self._patience.wait(f"{again} ({where})", again.wait_s)
