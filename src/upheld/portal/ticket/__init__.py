"""One ticket, as its customer sees it: the same clocks as the vendor's, kept fresh while the page stands open."""
