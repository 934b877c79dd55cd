"""Cart, comparison and checkout."""
