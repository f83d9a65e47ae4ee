"""The part of a scenario file that says who is at sea."""

from pydantic import Field

from simulator.part import NotNegative, Part, Positive, Span
from simulator.vessel import Behaviour, Kind


class Patrol(Part):
    """The flight that the traffic is laid out for: who is placed is placed to be seen by it.

    One round of the island, either way, `standoff_m` from the shore, begun beside home at any time
    in `begin_s` (seconds after the epoch).
    """

    standoff_m: Positive
    altitude_m: Positive
    speed_mps: Positive
    begin_s: Span


class Group(Part):
    """Vessels of one sort. The seed chooses within the spans.

    offshore_m: distance from the shore halfway through the patrol. seen_s: how long the patrol
    must have each of them in view.
    """

    behaviour: Behaviour
    kinds: tuple[Kind, ...] = Field(min_length=1)
    count: int = Field(default=1, ge=1, le=100)
    ais: bool
    offshore_m: Span
    speed_mps: Span = (0.0, 0.0)
    seen_s: NotNegative = 9.0


class Traffic(Part):
    """Who is at sea."""

    patrol: Patrol
    groups: tuple[Group, ...] = Field(min_length=1)
