"""Facts about industrial parks and investments from Chinese web articles."""
