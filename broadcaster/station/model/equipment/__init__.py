"""What carries it: output, transmitter, zones and clusters of loudspeakers, contacts, sources, UPS."""
