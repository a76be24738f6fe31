"""What a recogniser misheard, put right by the talk, by sound and by the loan file; every change on record."""
