"""What ArduPlane does otherwise than ArduCopter."""
