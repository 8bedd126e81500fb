"""A rehearsal on an output that the person names: whether anybody else hears it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path
from typing import TYPE_CHECKING

from broadcaster.errors import BroadcasterError, ServiceError
from broadcaster.station.model import Output, OutputKind, Settings

if TYPE_CHECKING:
    from broadcaster.service.status.values import Status


def heard_on(settings: Settings, output: Output | None, *, apart: bool) -> Callable[[Collection[str]], bool]:
    """Tells of some zones whether the ward hears what is rehearsed for them; see `AirGuard.hears`.

    Args:
        settings: the station's.
        output: where it is heard, instead of the station's own output.
        apart: that is no loudspeakers' device.
    """
    from broadcaster.playout.links.keyers import may_be_heard

    loud = (output or settings.output).kind is OutputKind.DEVICE and not apart
    return lambda zones: loud and may_be_heard(settings, zones)


def is_apart(folder: Path, settings: Settings, output: Output) -> bool:
    """True if an output is another one than the loudspeakers'.

    Raises:
        ServiceError: nobody can tell, and what sounds there might be heard in the ward.
    """
    from broadcaster.playout.links.keyers import switches
    from broadcaster.service.doctor.headphones import Reach, reach
    from broadcaster.service.taking.opening import reaches_loudspeakers

    if output.kind is not OutputKind.DEVICE:
        return True
    running = _running(folder)
    own = [settings.output.device] if settings.output.kind is OutputKind.DEVICE else []
    if running is not None and running.output.kind == OutputKind.DEVICE and running.output.name:
        own.append(running.output.name)
    # A keying that was written since the station began switches nothing yet.
    unkeyed = running is not None and not switches(running.keying.type)
    if not own or not (unkeyed or heard_on(settings, output, apart=False)(())):
        # No card carries the airings, or no loudspeaker sounds while its switch is off.
        return not reaches_loudspeakers(output, settings.output)
    found = reach(output.device, own)
    if found is Reach.UNKNOWN:
        raise ServiceError("service.maybe_loudspeakers", device=output.device)
    return found is Reach.APART


def _running(folder: Path) -> Status | None:
    """The station as it runs; None where it does not."""
    from broadcaster.cli.asking.asking import client_of

    try:
        return client_of(folder, ask=False).status()
    except BroadcasterError:
        return None
