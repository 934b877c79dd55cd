"""What the office does for a shop beyond judging it: legality ladder, cases, training, helpdesk."""
