"""One loudness and one true peak for everything heard.

Filters, dynamics, measurement; arrays in and out.
"""
