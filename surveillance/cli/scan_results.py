"""Where the results of `mizugiwa scan` go, scene by scene; what is done is never lost."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from geodata.clock import Clock
from surveillance.errors import MizugiwaError, ScanFailed
from surveillance.scan.files import write_found
from surveillance.scan.geojson import collection
from surveillance.scan.printable import printable
from surveillance.scan.vessel import Kind, Scanned, verdicts_counted


@dataclass(frozen=True, slots=True)
class Nothing:
    """No scene was there to be looked at. note: since when and where."""

    note: str


Result = Scanned | str | Nothing  # str: the name of a scene that was left out


def told(scene: Scanned) -> Scanned:
    """One line of it for a person, on stderr."""
    standing, ghosts = (len(scene.of(kind)) for kind in (Kind.STANDING, Kind.GHOST))
    text = f"{scene.name}: {len(scene.vessels)} vessels, {standing} standing, {ghosts} ghosts"
    judged, likely, unknown = verdicts_counted(scene)
    if judged:
        text += f", {likely} likely without AIS"
        if unknown:
            text += f", {unknown} where no AIS is heard: unknown"
    print("; ".join((text, *scene.notes)), file=sys.stderr)
    return scene


def finish(results: Iterator[Result], out: Sequence[Path], clock: Clock) -> None:
    """Files are written anew after each scene, and stdout whatever happens: what is done is not
    lost with the next scene. What cannot be written to a file goes to stdout.

    Raises ScanFailed when a scene was left out or a file could not be written.
    """
    done: list[Scanned] = []
    failed: list[str] = []
    notes: list[str] = []
    unwritten: dict[Path, str] = {}
    try:
        for result in results:
            if isinstance(result, str):
                failed.append(result)
            elif isinstance(result, Nothing):
                notes.append(result.note)
            else:
                done.append(result)
                unwritten = _write(out, done, clock, unwritten)
    finally:
        if done and (not out or unwritten):
            _say(done)
    if not done and not failed:  # nothing new is a result, too: an older file would pass for it
        unwritten = _write(out, done, clock, {}, notes)
        if not out or unwritten:
            _say(done, notes)
    if unwritten:
        troubles = "; ".join(f"{place}: {trouble}" for place, trouble in unwritten.items())
        raise ScanFailed(f"{troubles}: what was found is on stdout instead")
    if failed:
        count = len(done) + len(failed)
        raise ScanFailed(f"{len(failed)} of {count} scenes are left out: {', '.join(failed)}")


def _write(
    out: Sequence[Path],
    done: list[Scanned],
    clock: Clock,
    before: dict[Path, str],
    notes: Sequence[str] = (),
) -> dict[Path, str]:
    """What is wrong with each file that could not be written; that of earlier scenes stays whole.

    before: what is told already.
    """
    unwritten: dict[Path, str] = {}
    for place in out:
        try:
            write_found(place, done, clock.now(), notes)
        except OSError as exc:
            unwritten[place] = f"{exc.strerror or exc}: check its name, its rights, the disk"
        except MizugiwaError as exc:
            unwritten[place] = printable(str(exc), 400)
        if place in unwritten and place not in before:
            print(f"mizugiwa: {place}: {unwritten[place]}", file=sys.stderr)
    return unwritten


def _say(done: list[Scanned], notes: Sequence[str] = ()) -> None:
    """Raises ScanFailed when stdout takes no more."""
    try:
        print(json.dumps(collection(done, notes), ensure_ascii=False), flush=True)
    except BrokenPipeError:
        raise
    except OSError as exc:
        # what is left in the buffer would be tried again at the end of the program
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise ScanFailed(
            f"stdout: {exc.strerror or exc}: make room, or name a file with --out"
        ) from exc
