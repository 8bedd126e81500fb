"""How the end of an airing looks: a class of colour and an icon; the word is `console.outcome.NAME`."""

from __future__ import annotations

from broadcaster.journal.model import Airing, Kind, Outcome

LOOKS = {
    Outcome.AIRED: ("done", "check"),
    Outcome.CUT: ("no", "x"),
    Outcome.REFUSED: ("no", "ban"),
    Outcome.MISSED: ("no", "hourglass"),
    Outcome.INTERRUPTED: ("no", "triangle-alert"),
}
"""Grey is normal: what aired as it should has no colour."""

ON_AIR = ("air", "megaphone")
OPEN = ("plan", "clock")


def look_of(airing: Airing, on_air: str | None) -> tuple[str, str, str]:
    """Class, icon and name of the word for an airing.

    Args:
        airing: of the journal.
        on_air: the id of what is on air, if anything is.
    """
    if airing.outcome is not None:
        return (*LOOKS[airing.outcome], str(airing.outcome))
    if airing.id == on_air:
        return (*ON_AIR, "on_air")
    return (*OPEN, "open")


def is_test(airing: Airing) -> bool:
    """True for what was no real airing: it must look like none."""
    return airing.kind in (Kind.REHEARSAL, Kind.MAINTENANCE)
