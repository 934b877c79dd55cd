"""Counter mode: an officer at a public service counter types for a person without e-mail."""
