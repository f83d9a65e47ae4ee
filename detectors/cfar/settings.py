"""What can be set in the search for bright blobs."""

from __future__ import annotations

from dataclasses import dataclass

from detectors.errors import SettingError


@dataclass(frozen=True, slots=True)
class Settings:
    """Rates are nominal shares of clutter pixels that pass by chance.

    false_alarm_rate: for a pixel to begin a blob. grow_rate: for a pixel to be part of one.
    looks: equivalent number of looks (4.4 for Sentinel-1 IW GRDH). The ring: blocks on each side of
    a pixel's block that count as clutter, less the guard blocks. least_clutter_px: valid pixels
    that the clutter must have; with fewer the place is not judged. gap_px: widest gap between
    two parts of one vessel. least_px: fewest pixels of a blob. band_rows, threads:
    how the work is cut; neither changes the outcome.
    """

    false_alarm_rate: float = 1e-7
    grow_rate: float = 1e-3
    looks: float = 4.4
    ring_blocks: int = 4
    guard_blocks: int = 2
    least_clutter_px: int = 400
    gap_px: int = 2
    least_px: int = 1
    band_rows: int = 600
    threads: int = 1

    def __post_init__(self) -> None:
        """Refuse what cannot be meant; raises SettingError."""
        least_rate = 1e-12  # the tail of the clutter is not known beyond that
        _check("false_alarm_rate", self.false_alarm_rate, least_rate, 0.01)
        _check("grow_rate", self.grow_rate, self.false_alarm_rate, 0.1)
        _check("looks", self.looks, 0.5, 1000.0)
        _check("ring_blocks", self.ring_blocks, 1, 50)
        _check("guard_blocks", self.guard_blocks, 0, self.ring_blocks - 1)
        _check("least_clutter_px", self.least_clutter_px, 50, 1_000_000)
        _check("gap_px", self.gap_px, 0, 20)
        _check("least_px", self.least_px, 1, 1_000_000)
        _check("band_rows", self.band_rows, 1, 1_000_000)
        _check("threads", self.threads, 1, 256)


def _check(name: str, value: float, least: float, most: float) -> None:
    if not least <= value <= most:
        raise SettingError(f"{name} is {value:g}; it must lie between {least:g} and {most:g}")
