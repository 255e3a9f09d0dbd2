"""Speed and quality, each beside a reference that is run at the same time. Not shipped."""
