"""Images with labels: where they come from, what is known of them, how they are made to fit a network."""
