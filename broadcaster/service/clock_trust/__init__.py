"""Clock trust: nothing scheduled airs until the network, a battery clock or a person vouches for the time."""
