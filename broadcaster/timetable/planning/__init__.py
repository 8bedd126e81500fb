"""The plan in the running station.

Computed on a thread of its own, due sessions handed to the desk, and jobs by the wall clock
(APScheduler only here); what a nightly job does is `upkeep`.
"""
