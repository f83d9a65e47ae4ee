"""The station: it alone owns the store, the tracks, the rules and the scheduler."""

from surveillance.station.feed import Event, Feed, Listener
from surveillance.station.home import StationHome
from surveillance.station.station import Receipt, Station

__all__ = ["Event", "Feed", "Listener", "Receipt", "Station", "StationHome"]
