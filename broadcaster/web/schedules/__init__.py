"""When messages air: week and month, the form of a schedule, one airing, the year's calendar."""
