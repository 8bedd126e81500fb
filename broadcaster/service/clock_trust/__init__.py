"""Clock trust: nothing scheduled airs until the network, a battery clock or a person vouches for the time.

`trust.ClockTrust` judges, `timekeeper.Timekeeper` holds the timetable accordingly, `timesource` reads the
computer. Nothing is imported here: `doctor` needs single modules only.
"""
