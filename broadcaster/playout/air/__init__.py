"""The air process: keeps one output open and starts sound at exact instants.

A process of its own, because other work in the same Python process makes sound late or lost. It imports
the standard library and one sound library, does no disk or network work in the output's callback, and
ends when its parent is gone. `python -m broadcaster.playout.air` starts it. Nothing is imported here.
"""
