"""From a list of businesses that an office wants to reach to shops that sell: the pipeline."""
