"""The vehicles of a scenario file: what each can do, and where it stands before launch."""

from typing import Literal

from pydantic import Field, model_validator

from simulator.part import Lat, Lon, NotNegative, Part, Positive

_KINDS = ("copter", "plane", "sub")


class Vehicle(Part):
    """How the drone flies and what its battery gives: battery_v when full, charge_pct at launch."""

    name: str = Field(min_length=1, max_length=40)
    mass_kg: Positive
    cruise_mps: Positive
    climb_mps: Positive
    descend_mps: Positive
    battery_wh: Positive
    battery_v: Positive
    charge_pct: float = Field(default=100.0, gt=0.0, le=100.0)
    cruise_w: Positive


class Copter(Vehicle):
    """A multirotor, with the autopilot that flies it."""

    hover_w: Positive
    autopilot: Literal["ardupilot", "px4"] = "ardupilot"


class Plane(Vehicle):
    """A fixed wing, thrown by a catapult. bank_deg: how steeply it turns at most."""

    bank_deg: float = Field(default=35.0, ge=10.0, le=60.0)


class Sub(Vehicle):
    """An underwater vehicle, launched afloat: home has deck_m 0.

    positioning: what tells it its place under water. The current goes towards current_to_deg.
    bed_depth_m: of a level sea bed; without it there is none.
    """

    hover_w: Positive
    positioning: Literal["none", "usbl", "dvl"] = "none"
    current_mps: NotNegative = Field(default=0.0, le=5.0)
    current_to_deg: float = Field(default=0.0, ge=0.0, lt=360.0)
    bed_depth_m: Positive | None = None


class Home(Part):
    """Where the drone stands before launch; deck_m is its height above mean sea level."""

    lon: Lon
    lat: Lat
    deck_m: NotNegative = Field(default=0.0, le=1000.0)


class OneKind(Part):
    """What flies or dives: exactly one of its kinds."""

    copter: Copter | None = None
    plane: Plane | None = None
    sub: Sub | None = None

    @property
    def kinds(self) -> list[str]:
        """Those that are given."""
        return [kind for kind in _KINDS if getattr(self, kind) is not None]


class Drone(OneKind):
    """One of several vehicles: a copter, a plane or a sub.

    home: None: the scenario's. system: its MAVLink system number. mavlink_port: its TCP port; None:
    the one after the vehicle's before it. camera: whether it carries the scenario's camera.
    """

    home: Home | None = None
    system: int = Field(default=1, ge=1, le=250)
    mavlink_port: int | None = Field(default=None, ge=1, le=65_535)
    camera: bool = False

    @model_validator(mode="after")
    def _is_of_one_kind(self) -> "Drone":
        check_one_kind(self)
        return self

    @property
    def figures(self) -> Copter | Plane | Sub:
        """How it moves."""
        figures = self.copter or self.plane or self.sub
        assert figures is not None  # the validator saw to it
        return figures

    @property
    def name(self) -> str:
        """What people call it."""
        return self.figures.name

    @property
    def kind(self) -> str:
        """copter, plane or sub."""
        return self.kinds[0]


def check_one_kind(vehicle: OneKind) -> None:
    """Raises ValueError unless it is a copter, a plane or a sub."""
    if len(vehicle.kinds) != 1:
        known = f"{', '.join(_KINDS[:-1])} or {_KINDS[-1]}"
        what = " and ".join(vehicle.kinds) or f"no {known}"
        raise ValueError(f"it has {what}: give one of {', '.join(_KINDS)}")


def check_afloat(drone: Drone, home: Home) -> None:
    """Raises ValueError for a sub on a deck."""
    if drone.sub is not None and home.deck_m:
        raise ValueError("a sub is launched afloat: leave out home.deck_m")
