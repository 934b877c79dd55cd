"""Template tags that say whom the channels take."""

from django import template

from vendors.channels import Channel
from vendors.messages import channel_takes, market_takes

register = template.Library()


@register.simple_tag
def takes(channel: str) -> str:
    """Say whom a channel takes today."""
    return channel_takes(Channel(channel))


@register.simple_tag
def all_taken() -> str:
    """Say whom at least one channel takes today."""
    return market_takes()
