"""The geometry of a radar that looks sideways: earth, orbit, and a surface through a lattice."""
