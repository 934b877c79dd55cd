"""What offices ask about goods before they order, and what the shop answers for all to read."""
