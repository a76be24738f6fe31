"""What each command takes. A command imports what it needs when it is called, so that `tinghe --help` stays fast."""
