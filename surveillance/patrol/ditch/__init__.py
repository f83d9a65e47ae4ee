"""Putting a copter down on open water when it can come home no more, if a person says so."""
