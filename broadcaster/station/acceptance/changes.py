"""What changed from one accepted station to the next: the files by name, and a digest before and after."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from broadcaster.station.loading.secrets import FILE as SECRETS
from broadcaster.station.naming import shown, spelt_out
from broadcaster.station.yaml.tree import parse

_STATION = "station.yaml"
_MOST_NAMED = 40  # files, and keys of station.yaml; the digests cover the rest


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One accepted change. `what` names files: `+` new, `-` gone, and for station.yaml its keys."""

    at: datetime
    what: str
    old: str  # digest of all files and recordings, 64 hexadecimal digits; "" where nothing was accepted
    new: str


def between(
    old: Mapping[str, bytes] | None,
    new: Mapping[str, bytes],
    old_recordings: Mapping[str, str],
    new_recordings: Mapping[str, str],
    at: datetime,
    *,
    secrets: bool = False,
) -> Change | None:
    """What changed; None if nothing did.

    Args:
        old: the accepted files by name; None where nothing was accepted.
        new: the files that are accepted now.
        old_recordings: SHA-256 of the recordings by name, as accepted.
        new_recordings: the same as they are now.
        at: the instant of the acceptance.
        secrets: secrets.yaml has changed; it is named, and is in no digest: one could be guessed from it.
    """
    before = "" if old is None else digest(old, old_recordings)
    after = digest(new, new_recordings)
    if before == after and not secrets:
        return None
    named = [
        *([SECRETS] if secrets else []),
        *_files(old or {}, new),
        *_recordings(old_recordings, new_recordings),
    ]
    more = [f"… +{len(named) - _MOST_NAMED}"] if len(named) > _MOST_NAMED else []
    return Change(at=at, what=", ".join([*named[:_MOST_NAMED], *more]), old=before, new=after)


def digest(files: Mapping[str, bytes], recordings: Mapping[str, str]) -> str:
    """One digest of all files and recordings."""
    lines = [f"{name}\0{hashlib.sha256(raw).hexdigest()}" for name, raw in files.items()]
    lines += [f"{name}\0{sha}" for name, sha in recordings.items()]
    return hashlib.sha256("\n".join(sorted(lines)).encode("utf-8", "surrogateescape")).hexdigest()


def _files(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> Iterator[str]:
    for name in sorted({*old, *new}, key=lambda each: (each != _STATION, each)):
        if name not in old or name not in new:
            yield f"{'+' if name in new else '-'}{spelt_out(name)}"
        elif old[name] != new[name]:
            keys = _keys(old[name], new[name]) if name == _STATION else ""
            yield f"{spelt_out(name)} ({keys})" if keys else spelt_out(name)


def _recordings(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[str]:
    for name in sorted({*old, *new}):
        if old.get(name) != new.get(name):
            sign = "" if name in old and name in new else "+" if name in new else "-"
            yield f"{sign}{spelt_out(name)}"


def _keys(old: bytes, new: bytes) -> str:
    """The top keys of a file whose values differ; never the values: there are passwords among them."""
    trees = [parse(_STATION, raw)[0] for raw in (old, new)]
    data = [tree.data if tree is not None and isinstance(tree.data, dict) else {} for tree in trees]
    names = sorted({str(key) for part in data for key in part})
    return ", ".join([shown(n) for n in names if data[0].get(n) != data[1].get(n)][:_MOST_NAMED])
