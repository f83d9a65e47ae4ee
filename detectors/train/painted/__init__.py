"""Ships and piers painted into real harbours, for the optical network to learn from."""
