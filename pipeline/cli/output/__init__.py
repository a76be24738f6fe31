"""What stands on the terminal: lines and tables of what the services return."""
