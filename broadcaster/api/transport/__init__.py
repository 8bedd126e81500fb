"""How a request travels from a socket to an application, and the answer back.

Who is at the other end, lanes, threads, bounds, servers, the stream of events, for the API and the
pages alike; no route and no rule of the ward.
"""
