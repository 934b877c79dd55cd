"""What an attacker sends: seven groups of requests of which none may be taken."""
