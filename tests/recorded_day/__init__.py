"""One day of a station, driven and recorded from outside: `scripts/recorded-day` is its door.

Nothing here imports the package under test: it must stay the same judge while that moves.
"""
