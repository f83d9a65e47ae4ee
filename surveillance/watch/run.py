"""From the text of a source to a pipeline that runs until it ends."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from geodata.clock import Clock
from surveillance.errors import VideoError, WrongUsage
from surveillance.model import SourceState
from surveillance.sources.feed import LiveFeed, StreamNews
from surveillance.sources.pictures import picture_files, read_pictures
from surveillance.sources.pose import PoseTrack
from surveillance.sources.video import Picture, StreamCounts, VideoStream, is_live
from surveillance.watch.pipeline import Watch

_log = logging.getLogger(__name__)

_NEEDS_PORT = {"tcp", "udp", "rtp", "srt"}

Items = Iterable[Picture | StreamNews]
Progress = Callable[[Picture], None]


def open_source(
    source: str, counts: StreamCounts, clock: Clock, poses: PoseTrack | None = None
) -> Items:
    """Pictures of a stream address, a video file, a picture file or a folder of pictures.

    poses: telemetry kept beside a video file. Raises VideoError for what is none of these,
    WrongUsage for an address that can be none.
    """
    if is_live(source):
        _check_address(source)
        if poses is not None:
            raise WrongUsage("--telemetry goes with a video file; a live stream carries its own")
        return LiveFeed(source, counts, clock)
    path = Path(source)
    if not path.exists():
        raise VideoError(f"{source} does not exist: give a file, a folder or an address (tcp://)")
    files = picture_files(path)
    if files:
        return read_pictures(files)
    made = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return _read_file(VideoStream(source, counts, made, poses), source, counts)


def _check_address(source: str) -> None:
    """A camera that is off comes back; an address that is none never does."""
    try:
        parts = urlsplit(source)
        has_place = parts.port or (parts.scheme not in _NEEDS_PORT and parts.hostname)
    except ValueError as exc:
        raise WrongUsage(f"{source} is no address ({exc}): write tcp://HOST:PORT") from exc
    if not has_place:
        raise WrongUsage(f"{source} is no address: write {parts.scheme}://HOST:PORT")


def _read_file(stream: VideoStream, source: str, counts: StreamCounts) -> Iterator[Picture]:
    try:
        yield from stream
    finally:
        stream.close()
    if not counts.pictures:
        raise VideoError(f"{source} holds no picture that can be decoded")


def watch(items: Items, pipeline: Watch, clock: Clock, progress: Progress) -> None:
    """Run until the source ends. News of a stream become health of the source."""
    try:
        for item in items:
            if isinstance(item, StreamNews):
                _say(item)
                pipeline.tell(clock.now(), item.state, item.text)
            else:
                pipeline.see(item)
                progress(item)
    finally:
        pipeline.finish()


def _say(news: StreamNews) -> None:
    if news.state is SourceState.OK:
        _log.info("%s", news.text)
    elif news.state is SourceState.LOST:
        _log.warning("%s: trying again", news.text)
    else:
        _log.warning("%s", news.text)
