"""Pictures that are no radar product: where their pixels lie, and what is bright in them."""
