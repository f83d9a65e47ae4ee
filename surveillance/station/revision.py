"""What judgements that came in change of the tracks which the store holds, ended ones too."""

from collections.abc import Iterator, Mapping, Sequence

from surveillance.model import Judgement, Realm, Track, Value
from surveillance.picture import Changes
from surveillance.revising import Revision
from surveillance.store import Store


def revisions(
    store: Store, realm: Realm, values: Sequence[Value], made: Changes
) -> Iterator[Revision]:
    """One for each sighting of which something newer is said than the store holds.

    made: what became of the sightings that came in with them. What is said of a sighting that is
    not here changes nothing. Raises StoreError.
    """
    newest = _newest([value for value in values if isinstance(value, Judgement)])
    known = _newest(store.judgements(realm, list(newest)))
    owners: dict[str, Track] = store.owners(realm, list(newest))
    tracks = {track.id: track for track in made.tracks}
    owners |= {s: tracks[t] for s, t in made.assigned.items() if s in newest and t in tracks}
    for sighting, now in sorted(newest.items(), key=lambda pair: (pair[1].known_at, pair[0])):
        before = known.get(sighting)
        if sighting in owners and (before is None or before.known_at < now.known_at):
            yield Revision(owners[sighting], now, before)


def _newest(judgements: Sequence[Judgement]) -> Mapping[str, Judgement]:
    return {j.sighting: j for j in sorted(judgements, key=lambda j: (j.known_at, j.id))}
