"""The day: when each vehicle flies which sortie, and how often every area is seen."""
