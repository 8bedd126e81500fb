"""The station's ends of the processes: air, keyers, sources, confidence monitor; and their fakes.

Each link is imported by its module's name; here is only what the director and the air say to each other.
"""

from broadcaster.playout.links.air import Air, AirLost, AirReady, AirReport

__all__ = ["Air", "AirLost", "AirReady", "AirReport"]
