"""The client of the API. It imports no web framework: the command line must start at once."""
