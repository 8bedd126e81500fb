"""Who may ask what of the running station; the same questions where a command airs from its own process."""

from broadcaster.service.access.access import Access
from broadcaster.service.access.upkeep import AccessUpkeep

__all__ = ["Access", "AccessUpkeep"]
