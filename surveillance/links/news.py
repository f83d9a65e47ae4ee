"""What a link has to say to the person, from whatever thread noticed it."""

import contextlib
import queue


class News:
    """Sentences that wait until the patrol says them."""

    def __init__(self) -> None:
        self._queue: queue.SimpleQueue[str] = queue.SimpleQueue()

    def tell(self, text: str) -> None:
        """Leave a sentence; never waits."""
        self._queue.put(text)

    def take(self) -> list[str]:
        """Those that nobody has taken yet, oldest first."""
        taken: list[str] = []
        with contextlib.suppress(queue.Empty):
            while True:
                taken.append(self._queue.get_nowait())
        return taken
