"""What the law and the map lay over a flight: zones, airports, special flights, link, return."""
