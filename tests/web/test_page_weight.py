"""What a browser has to fetch to show a page: compressed as served, and small."""

import gzip
import json
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.test import override_settings

from tests.web.test_pages import addresses, run, signed_in  # noqa: F401
from trellis.config import settings as of_production
from trellis.screening.models import Run

pytestmark = pytest.mark.django_db

MOST = 150 * 1024
FILES = ("trellis.css", "trellis.js", "govuk-frontend.min.js")


def compressed(name: str) -> int:
    return len(gzip.compress(Path(str(finders.find(name))).read_bytes()))


def test_no_page_weighs_over_150_kilobytes_with_its_styles_and_scripts(run: Run) -> None:  # noqa: F811
    client = signed_in("data_officer")
    beside = sum(map(compressed, FILES))
    weights = {
        address: len(client.get(address, headers={"accept-encoding": "gzip"}).content) + beside
        for address in addresses(run)
    }
    assert {address: weight for address, weight in weights.items() if weight > MOST} == {}


def test_every_file_that_a_page_asks_for_is_weighed(run: Run) -> None:  # noqa: F811
    import re

    page = signed_in("pa").get("/schools/").content.decode()
    asked = {name for name in re.findall(r"/static/([^\"]+)", page) if not name.endswith(".svg")}
    script = Path(str(finders.find("trellis.js"))).read_text(encoding="utf-8")
    assert asked | set(re.findall(r"from \"\./([^\"]+)\"", script)) == set(FILES)


def test_a_page_is_sent_compressed_to_whoever_can_read_that_and_its_length_is_no_clue(run: Run) -> None:  # noqa: F811
    client = signed_in("pa")
    plain = client.get("/schools/")
    sent = [client.get("/schools/", headers={"accept-encoding": "gzip"}) for _ in range(12)]
    assert "Content-Encoding" not in plain.headers
    assert {response.headers["Content-Encoding"] for response in sent} == {"gzip"}
    assert all("Accept-Encoding" in response.headers["Vary"] for response in [plain, *sent])
    assert all(b"Beech Lane" in gzip.decompress(response.content) for response in sent)
    assert len({len(response.content) for response in sent}) > 1


def test_every_style_and_script_has_a_name_of_its_own_content_and_is_compressed_beforehand(
    tmp_path: Path,
) -> None:
    with override_settings(STATIC_ROOT=tmp_path, STORAGES=of_production.STORAGES):
        call_command("collectstatic", interactive=False, verbosity=0)
    named = json.loads((tmp_path / "staticfiles.json").read_text(encoding="utf-8"))["paths"]
    assert set(FILES) <= set(named)
    for name in FILES:
        assert named[name] != name
        assert {f"{named[name]}.gz", f"{named[name]}.br"} <= {path.name for path in tmp_path.iterdir()}
    # What the script imports is under such a name as well
    assert f'"./{named["govuk-frontend.min.js"]}"' in (tmp_path / named["trellis.js"]).read_text(
        encoding="utf-8"
    )
