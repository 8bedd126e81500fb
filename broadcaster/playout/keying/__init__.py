"""Keying: a process that owns the relays, and the messages between director and keyer.

`python -m broadcaster.playout.keying` starts the process; `playout.links.keyers` is the station's end.
The process imports this too: it must load nothing but the standard library.
"""

from broadcaster.playout.keying.keyer import Keyer, NoKeying, SwitchState
from broadcaster.playout.keying.reports import KeyReport, News

__all__ = ["KeyReport", "Keyer", "News", "NoKeying", "SwitchState"]
