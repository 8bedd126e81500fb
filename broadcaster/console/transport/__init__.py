"""From the station's socket to the application: acceptor, lanes, servers, bounds and their threads."""
