"""Whatever people type: generated inputs for every field and door, with what they mean."""
