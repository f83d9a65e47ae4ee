"""The door of a running patrol: another terminal of the same person asks and tells through it."""
