"""What this room registers with the kernel."""
