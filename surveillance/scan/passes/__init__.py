"""A scene as command staff see it: what was looked at, when, and what silence there means."""
