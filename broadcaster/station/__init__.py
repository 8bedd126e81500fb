"""The YAML files that the officers write: read into values and problems, and edited.

What airs when is `timetable`, who may change it is `people`.
"""
