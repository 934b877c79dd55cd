"""Who holds which role in an agency: appointed, away, ended."""
