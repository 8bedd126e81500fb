"""Commands about the running station: start it, its status, its clock, its log and report."""
