"""One ticket, as its customer sees it: the same clocks as the vendor's."""
