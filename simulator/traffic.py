"""Who is at sea: vessels drawn from the seed, spread round the island for the patrol to meet."""

import numpy as np

from simulator.casting import Casting
from simulator.chart import Chart, Spot
from simulator.errors import ScenarioError
from simulator.lookout import Lookout
from simulator.scenario import Scenario
from simulator.seaway import BIG_LENGTH_M, Seaway
from simulator.sorts import SORTS, Vessel
from simulator.traffic_plan import Group
from simulator.vessel import Behaviour

LAYOUTS = 25  # attempts before a scenario is called too full
TRIES = 300  # for one vessel
# one sigma of where round the island who moves is placed, as a share of the way round
FAR_SIDE_SHARE: dict[Behaviour, float] = {"lander": 0.04, "passing": 0.15}


def _hardest_first(group: Group) -> tuple[int, bool]:
    """Who has the least freedom is placed first; who may lie anywhere comes last."""
    is_big = any(SORTS[kind].length_m[1] > BIG_LENGTH_M for kind in group.kinds)
    match group.behaviour:
        case "lander":
            rank = 0
        case "stopper":
            rank = 1
        case "passing" if not group.ais:
            rank = 2
        case "passing":
            rank = 3 if is_big else 4
        case _:
            rank = 3 if is_big else 5
    return rank, group.ais


def lay_out(scenario: Scenario, seed: int, chart: Chart, lookout: Lookout) -> tuple[Vessel, ...]:
    """All vessels of a run. The same scenario and seed give the same vessels.

    Raises ScenarioError when the groups do not fit round the island.
    """
    groups = [group for group in scenario.traffic.groups for _ in range(group.count)]
    groups.sort(key=_hardest_first)
    for attempt in range(LAYOUTS):
        rng = np.random.default_rng([seed, attempt])
        casting = Casting(chart, rng, lookout.halfway_s, scenario.sea.wind_from_deg + 180.0)
        layout = _Layout(casting, Seaway(chart, lookout), len(groups))
        if all(layout.add(group) for group in groups):
            return tuple(sorted(layout.seaway.placed, key=lambda vessel: vessel.id))
    raise ScenarioError(
        f"scenario {scenario.name}: seed {seed} leaves no room for all {len(groups)} vessels:"
        " ask for fewer, or widen offshore_m"
    )


class _Layout:
    """Vessels spread over as many sectors round the island as there are vessels."""

    def __init__(self, casting: Casting, seaway: Seaway, count: int) -> None:
        self.seaway = seaway
        self._casting = casting
        self._rng = casting.rng
        self._crowd = np.zeros(count, np.int64)  # vessels per sector
        # in random order, so that neither name nor number tells the role
        self._names = [f"v{n:02d}" for n in self._rng.permutation(count) + 1]
        self._mmsis = 431_000_000 + self._rng.choice(900_000, count, replace=False)

    def add(self, group: Group) -> bool:
        """Place one vessel of a group where the sea is emptiest; False when it fits nowhere."""
        n = len(self.seaway.placed)
        for _ in range(TRIES):
            share = self._share(group)
            spot = self._spot(group, share)
            if not self.seaway.has_room(spot, not group.ais):
                continue
            vessel = self._casting.draw(group, spot, self._names[n], int(self._mmsis[n]))
            if self.seaway.admits(vessel, group):
                self.seaway.add(vessel)
                if group.behaviour != "stopper":  # those lie where the zones are
                    self._crowd[int(share * len(self._crowd))] += 1
                return True
        return False

    def _share(self, group: Group) -> float:
        """How far round the island, 0 to 1 from home.

        Who moves is placed on the far side: the patrol gets there at about the same time
        whichever way round it goes. Who stays is placed where few are.
        """
        spread = FAR_SIDE_SHARE.get(group.behaviour)
        if spread is not None:
            return float(np.clip(self._rng.normal(0.5, spread), 0.0, 0.999))
        wish = self._rng.random(len(self._crowd)) + self._crowd
        return float((wish.argmin() + self._rng.random()) / len(self._crowd))

    def _spot(self, group: Group, share: float) -> Spot:
        chart = self._casting.chart
        if group.behaviour == "stopper":
            return chart.spot_watched(self._rng)
        return chart.spot_off(share, self._rng.uniform(*group.offshore_m))
