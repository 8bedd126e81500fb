"""The station's ends of the processes: air, keyers, sources, confidence monitor; and their fakes.

Each link is imported by its module's name; exported is only the protocol between director and air.
"""

from broadcaster.playout.links.air import Air, AirLost, AirReady, AirReport

__all__ = ["Air", "AirLost", "AirReady", "AirReport"]
