"""How the framework's own pages, the administration, print what our own tags do not."""
