"""Taking the station's files: whole or the last good ones, at the start and when they change.

`files.StationFiles` holds them in the running station. Nothing is imported here: `check` and `plan` need
`confirmed` only.
"""
