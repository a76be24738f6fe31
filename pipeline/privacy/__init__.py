"""What must not be read by everybody: numbers and names that tell who somebody is, found and masked."""
