"""What the radar sees where nothing floats: sea, rain, noise, speckle, land, the border."""
