"""Seeing, not only covering: how likely a patrol finds boats that move."""
