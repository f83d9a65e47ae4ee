"""Fetch one file whole: resumed after cuts, verified, and only then under its name."""

import re
import shutil
from pathlib import Path

import httpx

from geodata.catalogs.port import Growth, OfferedFile, Progress
from geodata.catalogs.transfer.outside import MAX_FILE_BYTES, file_name
from geodata.catalogs.transfer.part import Part
from geodata.catalogs.transfer.patience import Patience, retry_after_s
from geodata.catalogs.transfer.web import Ask, Web, cut, refusal
from geodata.errors import CatalogUnavailable, DownloadFailed

STALL_S = 120.0  # what brings less than STALL_BYTES in this time
STALL_BYTES = 100_000  # would not end in this life
MAX_TAKES = 4  # how often a file may begin anew in one call
_STRONG = re.compile(r'"[\x21\x23-\x7e]{1,200}"')
_RANGE = re.compile(r"bytes (\d{1,15})-(\d{1,15})/(\d{1,15}|\*)")


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
        self._patience = Patience(web.pace)
        self._refused = 0  # how often our token was, since the last byte
        self._measured = (0.0, 0)  # since when, and how many bytes there were then

    def run(self) -> Path:
        part = self._part
        self._check_room()
        self._say()
        while True:
            while part.done_bytes == 0 or part.done_bytes != part.size_bytes:
                if self._is_last_try():
                    break
            if part.matches():
                return part.finish()
            # what was put together may be of two versions; what came in one piece is not
            if not part.is_patched:
                break
            part.reset()
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
                self._measured = (self._web.pace.monotonic(), self._part.done_bytes)
                for chunk in answer.iter_raw():
                    self._add(chunk)
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
        text = answer.headers.get("content-length", "")
        said = int(text) if text.isdigit() and len(text) <= 15 else None
        size = self._agreed(said)
        if answer.headers.get("content-encoding", "identity") != "identity":
            raise DownloadFailed(f"{answer.url.host} sends {self._file.name} compressed: refused")
        if said == 0:
            raise DownloadFailed(f"{answer.url.host} sends an empty file for {self._file.name}")
        if size is None and self._file.checksum is None:
            raise DownloadFailed(
                f"{self._file.name} has neither a length nor a checksum: nobody could tell"
                " whether all of it arrived"
            )
        if self._part.take >= MAX_TAKES:
            raise DownloadFailed(
                f"{self._file.name} began anew {MAX_TAKES} times: {answer.url.host} cuts it and"
                " does not go on where it was; try again when the line is better"
            )
        self._part.begin(_strong_validator(answer), size)
        self._check_room()

    def _go_on(self, answer: httpx.Response) -> None:
        """The missing part comes, if it is that: its place, its length and its version agree."""
        part, host = self._part, answer.url.host
        found = _RANGE.fullmatch(answer.headers.get("content-range", ""))
        if not found or not part.done_bytes or int(found[1]) != part.done_bytes:
            part.reset()
            raise _Again(f"{host} sends another part than it was asked for")
        validator = _strong_validator(answer)
        is_open = validator is None and self._file.checksum is not None  # that tells in the end
        if part.validator and validator != part.validator and not is_open:
            part.reset()
            raise _Again(f"{host} has a new version of it")
        part.size_bytes = self._agreed(None if found[3] == "*" else int(found[3]))
        part.is_patched = True

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
        self._check_speed()
        self._refused = 0
        self._say()

    def _check_speed(self) -> None:
        since_s, since_bytes = self._measured
        now_s, done = self._web.pace.monotonic(), self._part.done_bytes
        if now_s - since_s < STALL_S:
            return
        if done - since_bytes < STALL_BYTES:
            raise CatalogUnavailable(
                f"{self._file.name} came with {done - since_bytes} bytes in the last"
                f" {now_s - since_s:.0f} s: {done} bytes are kept, try again later"
            )
        self._measured = (now_s, done)

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


def _strong_validator(answer: httpx.Response) -> str | None:
    """The ETag, when it names these very bytes; a weak one does not."""
    text = answer.headers.get("etag", "")
    return text if _STRONG.fullmatch(text) else None
