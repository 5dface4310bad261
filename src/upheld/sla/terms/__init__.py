"""The contract as data: the value, its reader, its writer and its checks (semantics §3)."""
