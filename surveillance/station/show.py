"""What the writer committed, put on the board and into the feed."""

from collections.abc import Sequence

from surveillance import wire
from surveillance.model import (
    AisReport,
    Footprint,
    PatrolEvent,
    SatellitePass,
    SourceHealth,
    Telemetry,
    Value,
)
from surveillance.picture import Changes
from surveillance.station.board import Board
from surveillance.station.coverage import Coverage
from surveillance.station.feed import Feed


class Show:
    """Telemetry, AIS and footprints are thinned for the page; tracks and alerts go at once."""

    def __init__(self, feed: Feed, board: Board, coverage: Coverage) -> None:
        self._feed = feed
        self._board = board
        self._coverage = coverage

    def values(self, values: Sequence[Value]) -> None:
        """Show committed values (sightings are shown by their tracks)."""
        for value in values:
            match value:
                case Telemetry() if self._board.show_telemetry(value):
                    self._feed.publish_newest("telemetry", value.vehicle, wire.plain(value))
                case AisReport():
                    vessel = self._board.show_ais(value)
                    self._feed.publish_newest("ais", str(value.mmsi), wire.plain(vessel))
                case Footprint():
                    self._feed.publish_newest("coverage", value.source, wire.plain(value))
                case SatellitePass() if shown := self._board.show_pass(value):
                    self._feed.publish_newest("pass", shown.scene, wire.plain(shown))
                case SourceHealth() if self._board.show_health(value):
                    self._feed.publish("health", wire.plain(value))
                case PatrolEvent():
                    self._board.show_patrol(value)
                    self._feed.publish("patrol", wire.plain(value))
        self._coverage.add(value for value in values if isinstance(value, Footprint))

    def changes(self, changes: Changes) -> None:
        """Show new versions; of several versions of one thing only the last."""
        self._board.show_tracks(changes.tracks)
        self._board.show_alerts(changes.alerts)
        for track in {track.id: track for track in changes.tracks}.values():
            self._feed.publish("track", wire.plain(track))
        for alert in {alert.id: alert for alert in changes.alerts}.values():
            self._feed.publish("alert", wire.plain(alert))
