"""What will happen in the year, as plain data: planned and checked without a database."""
