"""What keyholders' programs ask and send. Each request is signed; whoever has no key finds nothing here."""
