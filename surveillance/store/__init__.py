"""The record of a station: what was handed over, what the station made of it, and the evidence."""

from surveillance.store.evidence import EvidenceFolder
from surveillance.store.store import Batch, Store

__all__ = ["Batch", "EvidenceFolder", "Store"]
