"""The timetable: when each message airs.

Schedules × calendar × regulation → occurrences, and the planning that hands them over; how they
sound is `studio`, what sounds now `playout`.
"""
