"""The calendar of the country and the ward, lunar days, and the days and times of a schedule; pure."""
