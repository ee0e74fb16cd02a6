"""What templates of this app say."""
