"""What the numbers of ArduPilot's safeguards mean, in words: Copter and Plane 4.x.

Numbers and meanings are those of ArduPilot's parameter reference.
"""

FENCE_KINDS = {1: "height", 2: "circle round home", 4: "polygon", 8: "depth"}
COPTER_FENCE = {
    0: "it only says that it left its fence, and flies on",
    1: "where it leaves its fence it returns, or lands if it cannot",
    2: "it LANDS where it crosses the fence, on the water; 1 would bring it back",
    3: "where it leaves its fence it goes back the way it came or returns, or lands if it cannot",
    4: "where it leaves its fence it brakes, or lands if it cannot; 1 would bring it back",
    5: "where it leaves its fence it goes back the way it came, or lands if it cannot",
}
PLANE_FENCE = {
    0: "it only says that it left its fence, and flies on",
    1: "where it leaves its fence it returns and circles",
    6: "where it leaves its fence it flies to its return point",
    7: "where it leaves its fence it flies to its return point, the throttle left to the pilot",
}
COPTER_BATTERY = {
    0: "NOTHING happens by itself at a low battery: only this patrol warns, and only as long as the"
    " link holds; 2 would bring it back",
    1: "it LANDS where it is, on the water, at a low battery; 2 would bring it back",
    2: "at a low battery it returns",
    3: "at a low battery it goes back the way it came, or returns",
    4: "at a low battery it goes back the way it came, or LANDS where it is, on the water",
    5: "at a low battery its motors STOP and it falls; 2 would bring it back",
    6: "at a low battery it flies its landing sequence, or returns",
    7: "at a low battery it brakes, or LANDS where it is, on the water; 2 would bring it back",
}
PLANE_BATTERY = {
    0: "NOTHING happens by itself at a low battery: only this patrol warns, and only as long as the"
    " link holds; 1 would bring it back",
    1: "at a low battery it returns",
    2: "at a low battery it flies its landing sequence, or returns",
    3: "at a low battery its motor STOPS and it falls; 1 would bring it back",
    7: "at a low battery it flies its landing sequence, or returns",
}


def told(name: str, value: float | None, meanings: dict[int, str]) -> str:
    """A parameter with its number and what that means."""
    if value is None:
        return f"{name} is unknown"
    words = {float(number): words for number, words in meanings.items()}.get(value)
    return f"{name} is {value:g}: {words or 'what that does is not known here'}"


def fence_kinds(bits: int) -> str:
    """FENCE_TYPE in words."""
    kinds = [words for bit, words in FENCE_KINDS.items() if bits & bit]
    return " and ".join(kinds) or "of no kind"


def resuming(restart: float) -> str:
    """MIS_RESTART in words."""
    if restart == 0:
        return "MIS_RESTART is 0: a mission goes on where it was left"
    return f"MIS_RESTART is {restart:g}: a mission begins anew each time; 0 lets it be resumed"
