"""Days and times: the calendar of the country and the ward, lunar days, and when a schedule airs."""
