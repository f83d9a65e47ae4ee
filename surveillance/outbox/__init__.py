"""Hand values to the station so that nothing is lost when it is down, slow or restarted.

A producer puts values into the `Outbox` (a small SQLite file, synced before `put` returns); the
`Courier` thread sends them in order and removes them only when the station has acknowledged.
"""

from surveillance.outbox.box import Outbox, Request
from surveillance.outbox.courier import Courier
from surveillance.outbox.patient import PatientOutbox

__all__ = ["Courier", "Outbox", "PatientOutbox", "Request"]
