"""From sightings to the picture, the alerts and the map."""
