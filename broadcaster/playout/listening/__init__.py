"""The listening process, which is the confidence monitor.

It compares what an input hears with what was sent to the loudspeakers; never on the air path.
"""
