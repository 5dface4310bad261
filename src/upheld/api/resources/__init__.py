"""Every resource of the API, one file each, in the order in which its description lists them."""

from upheld.api.resources import (
    attainment,
    clocks,
    contracts,
    groups,
    me,
    organisations,
    outbox,
    people,
    products,
    queue,
    search,
    tickets,
    tokens,
    webhooks,
)

RESOURCES = (
    me.me,
    tokens.tokens,
    *tickets.RESOURCES,
    clocks.clocks,
    queue.queue,
    search.search,
    attainment.attainment,
    products.products,
    contracts.contracts,
    organisations.organisations,
    people.people,
    groups.groups,
    webhooks.webhooks,
    outbox.outbox,
)
