"""Live sources: voices and relays, whose sound is made while they air, and the rows of their airings."""

from broadcaster.service.live.airings import Airings
from broadcaster.service.live.feeds import Feeds
from broadcaster.service.live.live import Lives
from broadcaster.service.live.relay import Relays
from broadcaster.service.live.sources import Sources

__all__ = ["Airings", "Feeds", "Lives", "Relays", "Sources"]
