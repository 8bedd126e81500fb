"""What people may ask of the updates of the program."""

from __future__ import annotations

from broadcaster.app.station.parts import StationParts
from broadcaster.core.errors import ServiceError
from broadcaster.journal.rows.model import Reason
from broadcaster.upkeep.host.systemd import RUNTIME, station_id
from broadcaster.upkeep.update.standing import UpdateStanding, UpdateState, standing
from broadcaster.upkeep.update.wish import UpdateWish, ask


class UpdateDesk:
    """Asks whoever updates the program. From any thread but the director's."""

    def __init__(self, parts: StationParts) -> None:
        self._parts = parts

    @property
    def standing(self) -> UpdateStanding:
        """How the updates stand."""
        return standing(RUNTIME / station_id(self._parts.folder), self._parts.clock.now())

    def ask(self, wish: UpdateWish, *, who: str) -> None:
        """Ask for the newest version, or for the one of before, in the name of a person.

        Raises:
            ServiceError: nothing here updates the program.
            StoreError: see `wish.ask`.
        """
        if self.standing.state is UpdateState.APART:
            raise ServiceError("update.not_packaged")
        ask(RUNTIME / station_id(self._parts.folder), wish)
        self._parts.note(Reason(code=f"update.asked.{wish}", facts=(("who", who),)))
