"""The ship of the tests: dead reckoning of its own, and hand-made voyages."""

import math

import numpy as np
from shapely.geometry import MultiPolygon, box

from geodata.position import LonLat
from mission_planner.airspace import Airspace
from mission_planner.deck.deck import Deck
from mission_planner.deck.spending import Spending
from mission_planner.deck.track import steam
from mission_planner.deck.voyage import Voyage
from mission_planner.mover import CopterMover
from mission_planner.request import CALM, Wind
from mission_planner.route import Route
from mission_planner.vehicle import VehicleSpec
from tests.mission_planner.islands import FRAME, heron

WGS84_M, WGS84_E2 = 6_378_137.0, 0.00669437999014  # semi-major axis, first eccentricity squared
SEA = Airspace(MultiPolygon(), box(-30_000.0, -30_000.0, 30_000.0, 30_000.0), (), 0.0)
BRISK = heron(acceleration_mps2=1e9)  # corners cost it no time: formulas by hand hold


def reckoned(start: LonLat, deck: Deck, at_s: float) -> LonLat:
    """Rhumb line by the radii of curvature of WGS84, second by second (Bowring, midpoint rule)."""
    lat, lon = math.radians(start.lat), math.radians(start.lon)
    course = math.radians(deck.course_deg)
    steps = max(math.ceil(at_s), 1)
    north = deck.speed_mps * math.cos(course) * at_s / steps
    east = deck.speed_mps * math.sin(course) * at_s / steps
    for _ in range(steps):
        w = math.sqrt(1.0 - WGS84_E2 * math.sin(lat) ** 2)
        half = lat + 0.5 * north * w**3 / (WGS84_M * (1.0 - WGS84_E2))
        w = math.sqrt(1.0 - WGS84_E2 * math.sin(half) ** 2)
        lat += north * w**3 / (WGS84_M * (1.0 - WGS84_E2))
        lon += east * w / (WGS84_M * math.cos(half))
    return LonLat(math.degrees(lon), math.degrees(lat))


def voyage(
    deck: Deck, vehicle: VehicleSpec = BRISK, wind: Wind = CALM, airspace: Airspace = SEA
) -> Voyage:
    """From 130 E, 34 N on."""
    track = steam(deck, FRAME.lonlat(0.0, 0.0), FRAME, airspace)
    return Voyage(track, Spending(vehicle, 100.0, wind, deck), CopterMover(airspace))


def out_to(afloat: Voyage, *places: tuple[float, float], start_s: float = 0.0) -> Route:
    """A route along one line through places; its way back does not know of the ship yet."""
    door, way = afloat.door(start_s), np.array(places, np.float64)
    there, back = np.vstack([door.out[0], way[0]]), np.vstack([way[-1], door.out[0]])
    return Route(door, (way,), (there, back), afloat.track.region)
