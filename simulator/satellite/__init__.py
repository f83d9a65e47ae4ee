"""Satellite scenes of the simulated world, in the layout of real products, with the truth."""
