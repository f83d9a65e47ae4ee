"""Giving way to crewed aircraft: who comes near, and down out of their way."""
