"""Taking the station's files: whole or the last good ones, at the start and when they change."""
