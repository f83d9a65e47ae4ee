"""Time that passes only when somebody waits."""

import threading


class Still:
    """Sleeps in no time; remembers how long."""

    def __init__(self) -> None:
        self.now_s = 1000.0
        self.slept_s: list[float] = []
        self._lock = threading.Lock()

    def monotonic(self) -> float:
        return self.now_s

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self.slept_s.append(seconds)
            self.now_s += max(0.0, seconds)
