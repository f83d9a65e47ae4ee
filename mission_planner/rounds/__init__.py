"""Rounds: many targets from one home, shared by the sorties of a fleet."""
