"""Dives: depth and sea bed, tether, dead reckoning.

Heights stay metres above home, which floats at the surface: a depth of 8 m is a height of -8 m.
"""
