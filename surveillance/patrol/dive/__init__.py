"""Piloted dives: a person steers, depth and tether are watched from here."""
