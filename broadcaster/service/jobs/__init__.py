"""Wall-clock jobs: the alarm of the next airing, the hourly plan, nightly upkeep.

The only package that imports APScheduler. Import it only where a timetable runs: APScheduler costs 0.1 s
and 8 MB.
"""
