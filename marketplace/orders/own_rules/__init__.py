"""An agency's own rules on who approves its orders besides the PPK."""
