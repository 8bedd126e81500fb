"""Commands about the running station: start it, its state, its clock, its log, its report."""
