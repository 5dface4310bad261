from support.post import post

__all__ = ["post"]
