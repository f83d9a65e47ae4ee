"""What the values of a parameter make a vehicle do: only a known one may be judged good."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from surveillance.patrol.preflight import Check


@dataclass(frozen=True, slots=True)
class Actions:
    """Of one parameter.

    known: what is said of a value that may fly; "" where it needs no word. bad: the same of one
    that may not. wanted: the value that is advised. A value that is in neither is red as well.
    """

    name: str
    known: Mapping[float, str]
    wanted: float
    bad: Mapping[float, str] = field(default_factory=dict)

    def judge(self, title: str, values: Mapping[str, float]) -> Iterator[Check]:
        """One check at most: nothing where the value is good and needs no word."""
        held = values.get(self.name)
        if held is None or held not in self.known:
            shown = "unknown" if held is None else f"{held:g}"
            does = "what it then does is not known" if held is None else self._of_unfit(held)
            yield Check(title, False, f"{self.name} is {shown}: {does}: set it to {self.wanted:g}")
        elif self.known[held]:
            yield Check(title, True, f"{self.name} is {held:g}: {self.known[held]}")

    def _of_unfit(self, held: float) -> str:
        return self.bad.get(held, "what it then does is not known")


_FALLS = "it then FALLS"
_LANDS = "it LANDS where it is, on the water; 2 would bring it back"
_NO_REACTION = "the vehicle itself does not react to a low battery"
_COPTER_BATTERY = {
    1.0: _LANDS,
    2.0: "",
    3.0: "",
    4.0: f"when it has lost the way that it came {_LANDS}",
    6.0: "",
    7.0: _LANDS,
}
_PLANE_BATTERY = {1.0: "", 2.0: ""}  # 2 lands where its mission has a landing, else comes home
_REPORTS = {0.0: "it only reports that it crosses the fence"}
_BRAKES = "where it cannot hold it LANDS, on the water; 1 would bring it back"
COPTER_ACTIONS = {
    "battery failsafe": (
        Actions("BATT_FS_LOW_ACT", {0.0: _NO_REACTION} | _COPTER_BATTERY, 2.0, {5.0: _FALLS}),
        Actions("BATT_FS_CRT_ACT", {0.0: ""} | _COPTER_BATTERY, 2.0, {5.0: _FALLS}),
    ),
    "fence action": (
        Actions(
            "FENCE_ACTION",
            {
                1.0: "it comes back",
                2.0: "it LANDS where it crosses the fence, on the water; 1 would bring it back",
                3.0: "it comes back the way that it came",
                4.0: _BRAKES,
                5.0: f"when it has lost the way that it came {_BRAKES}",
            },
            1.0,
            _REPORTS,
        ),
    ),
}
PLANE_ACTIONS = {
    "battery failsafe": (
        Actions("BATT_FS_LOW_ACT", {0.0: _NO_REACTION} | _PLANE_BATTERY, 1.0, {3.0: _FALLS}),
        Actions("BATT_FS_CRT_ACT", {0.0: ""} | _PLANE_BATTERY, 1.0, {3.0: _FALLS}),
    ),
    "fence action": (
        Actions(
            "FENCE_ACTION",
            {1.0: "it comes home to circle", 6.0: "it circles inside", 7.0: "it circles inside"},
            1.0,
            _REPORTS,
        ),
    ),
}
