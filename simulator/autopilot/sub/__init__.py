"""What ArduSub does otherwise than ArduCopter."""
