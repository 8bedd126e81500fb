"""From files to a station: everything read, typed and cross-checked, all problems at once."""
