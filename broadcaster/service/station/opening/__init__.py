"""Each group of the station's parts, opened over those before it, and what closes them again."""
