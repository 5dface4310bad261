"""Webhooks: CloudEvents, signed as Standard Webhooks say, to addresses that were looked at first."""

from upheld.common.webhooks.addresses import Networks, UnfitTarget, check_url, networks
from upheld.common.webhooks.client import Answer, Call, deliver
from upheld.common.webhooks.signing import new_secret, sign

__all__ = ["Answer", "Call", "Networks", "UnfitTarget", "check_url", "deliver", "networks", "new_secret", "sign"]
