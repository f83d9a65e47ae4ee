"""What floats or stands in a scene, and what the radar makes of it."""
