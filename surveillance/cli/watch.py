"""`mizugiwa watch`: detect, place and follow vessels on live or recorded drone video."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType
from typing import Annotated, TextIO

import cv2
import typer
from rich.console import Console

from detectors.models import anomaly
from geodata.coast import Land, check_land
from surveillance.cli.area import find_area
from surveillance.errors import VideoError, WrongUsage
from surveillance.locate import ErrorBudget
from surveillance.model import Realm
from surveillance.outbox import Courier, Outbox, PatientOutbox
from surveillance.settings import Settings, load
from surveillance.sources.feed import LiveFeed
from surveillance.sources.video import Picture, StreamCounts, is_live, read_telemetry
from surveillance.watch import Watch, WatchSetup, Writers, open_source, watch
from surveillance.watch.pipeline import LOWEST_M
from surveillance.watch.scene import SeaView

DRAIN_S = 5.0

talk = Console(stderr=True)


def watch_command(
    source: Annotated[str, typer.Argument(help="video file, pictures, or tcp://, udp://, rtsp://")],
    telemetry: Annotated[
        Path | None, typer.Option(help="KLV file that goes with a video without its own")
    ] = None,
    land: Annotated[Path | None, typer.Option(help="land polygons; any vector file")] = None,
    area: Annotated[str | None, typer.Option(help="area name or file; its land is used")] = None,
    station: Annotated[str | None, typer.Option(help="address of the station")] = None,
    out: Annotated[Path | None, typer.Option(help="write detections as JSON lines")] = None,
    realm: Annotated[Realm | None, typer.Option(help="default: recordings are a replay")] = None,
    vehicle: Annotated[str | None, typer.Option(help="who carries the camera")] = None,
) -> None:
    """Detect, locate and track vessels on live or recorded drone video."""
    settings = load(station=station)
    if land is not None and area is not None:
        raise WrongUsage("--land and --area both give land: choose one")
    if telemetry is not None and is_live(source):
        raise WrongUsage("--telemetry goes with a video file; a live stream carries its own")
    if land is not None:
        check_land(land)  # it is read round the camera, perhaps an hour from now
    counts = StreamCounts()
    clock = settings.make_clock()
    poses = read_telemetry(telemetry) if telemetry else None
    items = open_source(source, counts, clock, poses)
    setup = WatchSetup(
        source=vehicle or _plain_name(source),
        realm=realm or _realm(settings, source),
        budget=_budget(settings),
    )
    sea = SeaView(land or _land_of(area, settings.home), settings.attitude_sigma_deg)
    detector = anomaly.build(anomaly.Options())
    to_station = settings if out is None or station is not None else None
    with _writers(to_station, out, setup.source) as writers:
        pipeline = Watch(setup, detector, sea, writers)
        feed = items if isinstance(items, LiveFeed) else None
        with _ending(feed), _Progress(pipeline, counts, feed) as progress:
            watch(items, pipeline, clock, progress)


def _plain_name(source: str) -> str:
    return source if is_live(source) else Path(source).name


def _realm(settings: Settings, source: str) -> Realm:
    """A recording is never live, whatever the station is."""
    if settings.realm is Realm.LIVE and not is_live(source):
        return Realm.REPLAY
    return settings.realm


def _budget(settings: Settings) -> ErrorBudget:
    return ErrorBudget(
        attitude_deg=settings.attitude_sigma_deg,
        position_m=settings.position_sigma_m,
        height_m=settings.height_sigma_m,
        timing_s=settings.timing_sigma_s,
    )


def _land_of(area: str | None, home: Path) -> Land | None:
    if area is None:
        return None
    found = find_area(area, home)
    return None if found.land is None else Land(found.land)


@contextmanager
def _writers(settings: Settings | None, out: Path | None, source: str) -> Iterator[Writers]:
    """Outbox with its courier, file of JSON lines, or both; drained and closed at the end."""
    with ExitStack() as stack:
        lines: TextIO | None = None
        if out is not None:
            try:
                lines = stack.enter_context(out.open("w", encoding="utf-8"))
            except OSError as exc:
                raise VideoError(f"cannot write {out}: {exc.strerror}") from exc
        keeper: PatientOutbox | None = None
        if settings is not None:
            producer = f"watch-{source}"[:100]
            name = "".join(c if c.isalnum() or c in "-_." else "_" for c in producer)
            outbox = Outbox(settings.home / "outbox" / f"{name}.sqlite")
            stack.callback(outbox.close)
            courier = Courier(outbox, settings.station, producer)
            courier.start()
            stack.callback(_drain, courier)
            keeper = PatientOutbox(outbox, talk.print)
            stack.callback(keeper.flush)
        yield Writers(keeper, lines)


def _drain(courier: Courier) -> None:
    left = courier.stop(DRAIN_S)
    if left:
        talk.print(f"{left} values wait in the outbox for the station; they are sent next time")


@contextmanager
def _ending(feed: LiveFeed | None) -> Iterator[None]:
    """SIGTERM and Ctrl-C end a live feed in order; a file stops at once, its results are kept."""

    def end(signum: int, frame: FrameType | None) -> None:
        if feed is None:
            raise KeyboardInterrupt
        feed.stop()

    before = {s: signal.signal(s, end) for s in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    except KeyboardInterrupt:
        talk.print("ended before the end of the source")
    finally:
        for signum, handler in before.items():
            signal.signal(signum, handler)


class _Progress:
    """One line on stderr that keeps up with the pictures; silent where nobody is at a terminal."""

    def __init__(self, pipeline: Watch, counts: StreamCounts, feed: LiveFeed | None) -> None:
        self._pipeline = pipeline
        self._counts = counts
        self._feed = feed
        self._status = talk.status("waiting for the first picture")

    def __enter__(self) -> _Progress:
        cv2.setNumThreads(1)  # one core for detection: the patrol laptop flies the drone, too
        if sys.stderr.isatty():
            self._status.start()
        return self

    def __exit__(self, kind: object, *exc: object) -> None:
        self._status.stop()
        if kind is None or self._pipeline.counts.pictures:
            talk.print(self.summary(), highlight=False)

    def __call__(self, picture: Picture) -> None:
        self._status.update(f"picture {picture.number}: {self.summary()}")

    def summary(self) -> str:
        """What came of the source so far, in one line."""
        did, read = self._pipeline.counts, self._counts
        parts = [
            f"{did.pictures} pictures ({did.with_pose} with pose)",
            f"{did.detections} detections",
            f"{did.tracklets} tracklets of {did.sightings} sightings",
        ]
        left_out = {
            f"pictures from below {LOWEST_M:g} m": did.too_low,
            "bearing only": did.bearing_only,
            "pictures too late": self._feed.dropped if self._feed else 0,
            "pictures broken": read.undecodable + read.flat,
            "KLV with a wrong checksum": read.klv_bad_checksum,
            "KLV malformed": read.klv_malformed,
            "KLV without a usable pose": read.klv_without_pose,
        }
        parts += [f"{count} {what}" for what, count in left_out.items() if count]
        return ", ".join(parts)
