"""People decide about messages while the station runs."""

from __future__ import annotations

from broadcaster.people.approval.decision import Row, Signer
from broadcaster.people.approval.order import Order
from broadcaster.service.approval.orders import carry_out
from broadcaster.service.station.air_path import AirPath
from broadcaster.service.taking.saved import await_taken


class Approving:
    """Takes orders about the messages of the station that airs. From any thread but the director's.

    Args:
        air: has the files and the decisions.
    """

    def __init__(self, air: AirPath) -> None:
        self._files = air.files
        self._deciding = air.approval.deciding

    def decide(self, order: Order, signer: Signer) -> tuple[Row, ...]:
        """Carry out an order. A file that was saved just now is taken first; see `saved.await_taken`.

        Raises:
            BroadcasterError: see `orders.carry_out`.
        """
        if order.message:
            await_taken(self._files, order.message, urgent=False)
        return carry_out(order, self._deciding, self._files.filed, signer)
