"""What the drone's camera sees: rendered pictures and the truth about them."""
