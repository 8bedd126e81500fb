"""Rules that follow from the values of a station alone.

Rules in force, quiet hours, what loosens, languages and blanks; when something airs is `timetable`.
"""
