"""How an etalase comes to be: proposed, studied, opened for a region and a period, closed."""
