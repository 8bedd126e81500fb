"""The block `regulation` of station.yaml: the ward's Quy chế as one rule."""

from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from typing import Annotated

from broadcaster.station.declared import Loosens, Special, Within


class Quotas(StrEnum):
    """What happens when a plan goes over the ward's quotas."""

    WARN = "warn"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True, kw_only=True)
class Regulation:
    """The ward's Quy chế as one rule. Source of the defaults: QCVN 26:2010/BTNMT, QĐ 1246 Hà Nội."""

    # May cross midnight; None: no quiet hours.
    quiet: Annotated[tuple[time, time] | None, Special.WRITTEN, Loosens.QUIET] = (time(21), time(6))
    sessions_per_day: Annotated[int, Within(1, 96), Loosens.QUOTAS] = 2
    minutes_per_session: Annotated[float, Within(1, 720), Loosens.QUOTAS] = 15.0
    days_per_week: Annotated[int, Within(1, 7), Loosens.QUOTAS] = 5
    quotas: Annotated[Quotas, Loosens.QUOTAS] = Quotas.WARN
