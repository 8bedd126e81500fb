"""Listening back: is what was sent to the loudspeakers heard? A process of its own, never on the air path.

numpy is loaded only here and in the studio. `broadcaster.playout.links.monitor_link` is the station's end.
"""
