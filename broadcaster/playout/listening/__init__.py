"""The listening process: compares what an input hears with what was sent to the loudspeakers.

A process of its own, never on the air path; `broadcaster.playout.links.monitor_link` is the station's end.
Nothing is imported here: only its own modules and the studio may load numpy.
"""
