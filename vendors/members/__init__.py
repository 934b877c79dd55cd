"""Members of cooperatives that sell here: who makes the goods behind one shop."""
