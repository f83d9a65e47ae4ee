"""What is asked of a running patrol from outside, and what it answers."""

import queue
import threading
from collections.abc import Iterator, Mapping
from typing import Any

Fields = Mapping[str, Any]

UNANSWERED = {"error": "the patrol has ended before it could answer: nothing was done"}


class Call:
    """One question or order, waiting for the patrol's own thread to answer it."""

    def __init__(self, ask: str, fields: Fields) -> None:
        """`ask` names what is wanted, `fields` says more; both come from outside."""
        self.ask = ask
        self.fields = fields
        self._answer: dict[str, Any] = UNANSWERED
        self._is_answered = threading.Event()
        self._lock = threading.Lock()
        self._is_taken = self._is_given_up = False

    def take(self) -> bool:
        """By whoever answers it; False when nobody waits for it any more: then it is not done."""
        with self._lock:
            self._is_taken = not self._is_given_up
            return self._is_taken

    def answer(self, **answer: Any) -> None:
        """Answer it, once; a key `error` says why nothing was done.

        `unknown` with it: nobody knows whether something was.
        """
        if not self._is_answered.is_set():
            self._answer = answer
            self._is_answered.set()

    def wait(self, seconds: float) -> dict[str, Any]:
        """The answer, or after so many wall seconds that there is none.

        A call that nobody has taken by then is given up, so that it is not done later.
        """
        if self._is_answered.wait(seconds):
            return self._answer
        with self._lock:
            self._is_given_up = not self._is_taken
        if self._is_given_up:
            return {"error": f"the patrol was busy for {seconds:.0f} s: nothing was done"}
        text = f"no answer within {seconds:.0f} s: whether it was done is not known, see status"
        return {"error": text, "unknown": True}


class Switchboard:
    """Where outside meets the patrol: its state for anybody to read, and calls for it to answer.

    The patrol's thread writes the state and takes the calls; the door's threads do the rest.
    """

    def __init__(self, *, is_aloft: bool = False) -> None:
        """is_aloft: no launch is awaited but a vehicle that may be in the air already; calls wait
        for whoever finds it and watches it."""
        self._state: dict[str, Any] = {"phase": "taking over" if is_aloft else "preparing"}
        self._calls: queue.SimpleQueue[Call] = queue.SimpleQueue()
        self._lock = threading.Lock()  # a call comes before the watch, or in it: never between
        self._is_kept = is_aloft
        self._is_closed = False
        self.is_called_off = False

    @property
    def state(self) -> dict[str, Any]:
        """What the patrol last said of itself."""
        return self._state

    def show(self, **state: Any) -> None:
        """Replace what is said of these keys; the rest stays."""
        self._state = self._state | state

    def watched(self) -> None:
        """From now on calls are answered by whoever watches the flight.

        `is_called_off` does not change any more.
        """
        with self._lock:
            self._is_kept = True

    def put(self, call: Call) -> None:
        """Hand a call over. Before a launch is watched a recall calls it off."""
        with self._lock:
            if self._is_closed:
                call.answer(**UNANSWERED)
            elif self._is_kept:
                self._calls.put(call)
            elif call.ask == "recall":
                self.is_called_off = True
                call.answer(
                    text="it is not in the air yet: it will not take off, or return at once"
                )
            else:
                call.answer(error="it is not in the air yet")

    def waiting(self) -> Iterator[Call]:
        """The calls that came since; never waits."""
        while True:
            try:
                call = self._calls.get_nowait()
            except queue.Empty:
                return
            if call.take():
                yield call

    def close(self) -> None:
        """The patrol is over: whoever still waits is told."""
        with self._lock:
            self._is_closed = True
        for call in self.waiting():
            call.answer(**UNANSWERED)
