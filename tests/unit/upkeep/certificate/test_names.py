"""By which names a station may be asked for."""

from __future__ import annotations

import pytest

from broadcaster.core.errors import ServiceError
from broadcaster.station.model.office import Listen
from broadcaster.upkeep.certificate.addresses import network_addresses, plain_address
from broadcaster.upkeep.certificate.file import Certificate
from broadcaster.upkeep.certificate.names import checked, normal, own_names
from tests.fakes.status import NOW


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("Dai.Local.", "dai.local"),
        ("[::1]", "::1"),
        ("2001:0DB8:0::1", "2001:db8::1"),
        ("đài.vn", "xn--i-rfa0m.vn"),
        (" 192.0.2.7 ", "192.0.2.7"),
    ],
)
def test_a_name_has_one_form(written: str, same: str) -> None:
    assert normal(written) == same


def test_names_are_taken_once_in_their_order() -> None:
    assert checked(["B", "a", "b", "192.0.2.7"]) == ("b", "a", "192.0.2.7")


@pytest.mark.parametrize("name", ["", "*", "*.dai.local", "a b", "-a", "a/b", "http://a", "a" * 64, "a..b"])
def test_what_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(ServiceError, match="bad_name"):
        checked([name])


def test_this_computer_has_a_name_and_no_address_of_loopback() -> None:
    found = own_names()
    assert found
    assert not {"127.0.0.1", "localhost"} & set(found)


def test_addresses_are_those_for_which_the_certificate_holds_by_number_first() -> None:
    kept = Certificate(names=("dai", "192.0.2.7", "localhost", "2001:db8::1"), until=NOW, authority=b"")
    everywhere = Listen(host="::", port=8443)
    assert network_addresses(everywhere, kept) == (
        "https://192.0.2.7:8443",
        "https://[2001:db8::1]:8443",
        "https://dai:8443",
    )
    assert network_addresses(everywhere, None) == ()
    assert network_addresses(Listen(host="192.0.2.7", port=8443), None) == ("https://192.0.2.7:8443",)
    assert plain_address(Listen()) == "http://127.0.0.1:8080"
