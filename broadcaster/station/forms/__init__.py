"""The written forms of a station's files: every key and how its value may be written."""
