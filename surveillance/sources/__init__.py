"""Where pictures, poses and AIS reports come from."""
