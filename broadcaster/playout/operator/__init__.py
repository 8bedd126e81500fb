"""Carries out what people ask for at once, in the running station.

By hand, rehearsed, repeated, corrected; scheduled airings come from `timetable`.
"""
