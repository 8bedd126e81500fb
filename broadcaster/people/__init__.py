"""Who works at the station.

What they may do, how they show who they are, and what the leadership decided about messages.
"""
