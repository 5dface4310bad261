"""A Python client that a generator makes from the description of the API works against the real application."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import httpx
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from factories.api import token_of
from factories.world import World
from upheld.api.document import document, document_text
from upheld.api.tags import TAGS
from upheld.config.wsgi import application

CONFIG = """\
package_name_override: upheld_client
content_type_overrides: {application/zip: application/octet-stream}
post_hooks: []
"""


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """What the generator said; the client can be imported."""
    folder = tmp_path_factory.mktemp("client")
    (folder / "openapi.json").write_text(document_text(), "utf-8")
    (folder / "config.yml").write_text(CONFIG, "utf-8")
    command = [sys.executable, "-m", "openapi_python_client", "generate", "--meta", "none"]
    command += ["--path", "openapi.json", "--config", "config.yml", "--output-path", "upheld_client"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    sys.path.insert(0, str(folder))
    yield done.stdout + done.stderr
    sys.path.remove(str(folder))


def test_the_description_is_valid() -> None:
    problems = [
        f"{'/'.join(map(str, error.absolute_path))}: {error.message}"
        for error in OpenAPIV31SpecValidator(document()).iter_errors()
    ]
    assert problems == []


def test_every_tag_is_described_and_used() -> None:
    sections = [*document()["paths"].values(), *document()["webhooks"].values()]
    used = {tag for section in sections for operation in section.values() for tag in operation["tags"]}
    assert used == set(TAGS)


def test_the_generator_understands_all_of_it(generated: str) -> None:
    assert "Warning" not in generated


@pytest.fixture
def client(generated: str, world: World) -> Any:
    from upheld_client import AuthenticatedClient

    transport = httpx.WSGITransport(app=application, raise_app_exceptions=True)
    return AuthenticatedClient(
        base_url="http://localhost",
        token=token_of(world.acme.requester),
        raise_on_unexpected_status=True,
        httpx_args={"transport": transport},
    )


def test_the_client_files_lists_uploads_and_replies(client: Any, world: World, one_connection: None) -> None:
    from upheld_client.api.conversation import reply_to_ticket
    from upheld_client.api.files import upload_attachment
    from upheld_client.api.tickets import file_ticket, list_tickets, read_ticket
    from upheld_client.models import NewTicket, Reply
    from upheld_client.types import File

    body = NewTicket(
        organisation_id=world.acme.id, product_id=world.product_id, subject="No sound", body="Since 4.8.", severity="P1"
    )
    ticket = file_ticket.sync(client=client, body=body, idempotency_key="first").id
    assert file_ticket.sync(client=client, body=body, idempotency_key="first").id == ticket
    assert [item.id for item in list_tickets.sync(client=client).items] == [ticket]
    log = File(payload=BytesIO(b"log"))
    file = upload_attachment.sync(ticket, client=client, body=log, name="sdk.log", content_type="text/plain")
    reply_to_ticket.sync(ticket, client=client, body=Reply(body="The log.", attachments=[file.id]))
    newest = read_ticket.sync(ticket, client=client).messages[-1]
    assert (newest.body, [attachment.name for attachment in newest.attachments]) == ("The log.", ["sdk.log"])
