"""Watch a video: pictures in; sightings, footprints and the camera's health out."""

from surveillance.watch.pipeline import Watch, WatchSetup, Writers
from surveillance.watch.run import open_source, watch

__all__ = ["Watch", "WatchSetup", "Writers", "open_source", "watch"]
