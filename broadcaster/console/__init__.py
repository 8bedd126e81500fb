"""The HTTP API that the command line and the web console share."""
