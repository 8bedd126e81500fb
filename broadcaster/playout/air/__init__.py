"""The air process: one open output, fed with silence, and files started at exact instants.

It runs apart because Python's lock, held by other work in one process, makes sound late or
lost. It imports the standard library and one sound library, does no disk or network work in the
output's callback, and ends when its parent is gone. `python -m broadcaster.playout.air` starts it.
"""
