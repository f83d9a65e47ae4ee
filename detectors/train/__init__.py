"""How the weights that ship with the project were made, and how good they are."""
