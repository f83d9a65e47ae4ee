"""The geometry of a radar that looks sideways: the earth, and the orbit above it."""
