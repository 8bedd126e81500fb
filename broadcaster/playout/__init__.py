"""Playout: all that goes on the air, from the request to the sample at the loudspeaker.

What a ward plans is `timetable`, what was
aired `journal`, how a message sounds `studio`.
"""
