"""Where the results of `mizugiwa scan` go, scene by scene; what is done is never lost."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from geodata.clock import Clock
from surveillance.errors import MizugiwaError, ScanFailed
from surveillance.scan.files import write_found
from surveillance.scan.geojson import collection
from surveillance.scan.printable import printable
from surveillance.scan.vessel import Scanned

Result = Scanned | str  # a scene, or the name of one that was left out


def finish(results: Iterator[Result], out: Sequence[Path], clock: Clock) -> None:
    """Files are written anew after each scene, and stdout whatever happens: what is done is not
    lost with the next scene. What cannot be written to a file goes to stdout.

    Raises ScanFailed when a scene was left out or a file could not be written.
    """
    done: list[Scanned] = []
    failed: list[str] = []
    unwritten: dict[Path, str] = {}
    try:
        for result in results:
            if isinstance(result, str):
                failed.append(result)
                continue
            done.append(result)
            unwritten = _write(out, done, clock, unwritten)
    finally:
        if done and (not out or unwritten):
            _say(done)
    if not done and not failed:  # nothing new is a result, too: an older file would pass for it
        unwritten = _write(out, done, clock, {})
        if not out or unwritten:
            _say(done)
    if unwritten:
        told = "; ".join(f"{place}: {trouble}" for place, trouble in unwritten.items())
        raise ScanFailed(f"{told}: what was found is on stdout instead")
    if failed:
        count = len(done) + len(failed)
        raise ScanFailed(f"{len(failed)} of {count} scenes are left out: {', '.join(failed)}")


def _write(
    out: Sequence[Path], done: list[Scanned], clock: Clock, before: dict[Path, str]
) -> dict[Path, str]:
    """What is wrong with each file that could not be written; that of earlier scenes stays whole.

    before: what is told already.
    """
    unwritten: dict[Path, str] = {}
    for place in out:
        try:
            write_found(place, done, clock.now())
        except OSError as exc:
            unwritten[place] = f"{exc.strerror or exc}: check its name, its rights, the disk"
        except MizugiwaError as exc:
            unwritten[place] = printable(str(exc), 400)
        if place in unwritten and place not in before:
            print(f"mizugiwa: {place}: {unwritten[place]}", file=sys.stderr)
    return unwritten


def _say(done: list[Scanned]) -> None:
    """Raises ScanFailed when stdout takes no more."""
    try:
        print(json.dumps(collection(done), ensure_ascii=False), flush=True)
    except BrokenPipeError:
        raise
    except OSError as exc:
        # what is left in the buffer would be tried again at the end of the program
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise ScanFailed(
            f"stdout: {exc.strerror or exc}: make room, or name a file with --out"
        ) from exc
