"""Pages of what buyers compare and keep."""
