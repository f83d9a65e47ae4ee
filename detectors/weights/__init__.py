"""Weights that ship with the project, each with its card, and how they are loaded."""
