"""Pages about what airs.

Today, what is on air, emergency, correction, the live voice, the log and the month's report; what
will air by schedules is `schedules`.
"""
