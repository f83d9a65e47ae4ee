"""The doors to vehicles: MAVLink over TCP, UDP or serial."""
