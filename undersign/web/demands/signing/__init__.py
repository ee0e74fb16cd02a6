"""What somebody on a demand's list sees of it and does about it: signing, the receipt, the list, what opened."""
