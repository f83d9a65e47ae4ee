"""Vehicles of one fleet in the air at the same time: where each is, and how they keep apart."""
