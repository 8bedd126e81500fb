"""The service: puts the rooms together into a running station.

`running.RunningStation` is the whole; `lock` keeps it alone, `planner` turns the timetable into
requests, `render_ahead` keeps finished programmes ready, `reload` takes new stations only whole.
"""
