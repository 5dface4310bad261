"""Calling webhooks: CloudEvents bodies, Standard Webhooks signatures, and protection against internal addresses."""

from upheld.webhooks.addresses import Networks, UnfitTarget, check_url, networks
from upheld.webhooks.client import Answer, Call, deliver
from upheld.webhooks.signing import new_secret, sign

__all__ = ["Answer", "Call", "Networks", "UnfitTarget", "check_url", "deliver", "networks", "new_secret", "sign"]
