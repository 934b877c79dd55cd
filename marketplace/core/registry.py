"""What the kernel itself registers: who may read a paper is decided where the paper is linked."""
