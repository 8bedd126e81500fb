"""The rules for dates, weekdays and times of day as they are written.

The calendar of airings is the timetable's.
"""
