"""What a user does, one function each, without a window: create, enter, check, export."""
