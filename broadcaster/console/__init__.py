"""The HTTP API that the command line and the web console share.

`transport` carries requests from the socket to the application, `api` answers them, `client` asks. What is
answered are the values of `answers` (and of `broadcaster.service.status.values`), errors those of `faults`.
"""
