"""The doctor: examines machine and station, each line good, doubtful or bad, with what to do."""
