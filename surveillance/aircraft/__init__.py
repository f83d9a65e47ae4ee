"""Crewed aircraft round a vehicle, as receivers hear them (ADS-B)."""
