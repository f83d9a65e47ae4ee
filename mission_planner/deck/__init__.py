"""A home that steams on: where a ship will be, and how a copter comes back to it.

The battery has to hold also when the ship is not where it was predicted, and at any place where a
patrol may be broken off. The autopilot knows nothing of the ship: a mission ends in a wait above
the predicted deck, and the pilot lands.
"""
