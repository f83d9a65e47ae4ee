"""How the simulated vehicles move and spend energy."""
