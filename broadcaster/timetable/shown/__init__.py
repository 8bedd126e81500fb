"""The timetable in people's words: a schedule as a sentence, rules as rows, names of days."""
