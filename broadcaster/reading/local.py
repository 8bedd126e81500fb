"""The station's own names: what the initials of its ward and province stand for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

# The kinds of place with which a name may begin, and their abbreviations.
_KINDS = {
    # A province's chief town may bear its name.
    "phường": ("phường", "p"), "xã": ("xã", "x"), "thị trấn": ("trấn", "tt"), "đặc khu": ("khu",),
    "tỉnh": ("tỉnh", "t", "phố", "tp"), "thành phố": ("phố", "tp"), "thị xã": ("xã", "tx"),
    "quận": ("quận", "q"), "huyện": ("huyện", "h"),
}  # fmt: skip
_ANY = frozenset(cue for cues in _KINDS.values() for cue in cues)


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """A name of the station's own place, and the words after which its initials stand for it."""

    name: str
    cues: frozenset[str]


@lru_cache(maxsize=64)
def initials(names: tuple[str, ...]) -> Mapping[str, Home]:
    """Capital initials of two letters or more: "phường tân phong" gives TP.

    Args:
        names: lower-case, with or without the kind of place before them.
    """
    made: dict[str, Home] = {}
    for name in names:
        kind = next((kind for kind in _KINDS if name.startswith(f"{kind} ")), "")
        bare = name.removeprefix(kind).strip()
        letters = "".join(word[0] for word in bare.split()).upper()
        if len(letters) > 1:
            made[letters] = Home(name=bare, cues=frozenset(_KINDS[kind]) if kind else _ANY)
    return made
