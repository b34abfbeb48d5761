"""A key-encryption key in AWS KMS, against moto: nothing is wrapped elsewhere, and no fault repeats what was sent."""

import os
import sys
from collections.abc import Iterator

import boto3
import pytest
from moto import mock_aws

from gateway.model.errors import ConfigurationError
from gateway.store.pool import Pool
from gateway.vault.kek import Keks, KeyUnavailable, Local
from gateway.vault.kms import Kms
from gateway.vault.rotation import rotate
from gateway.vault.seal import SealBroken
from gateway.vault.sources import Sources, load
from gateway.vault.vault import Vault

PLACE = {"scope": "tenant/acme", "version": "1"}
REGION = "eu-west-1"


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    with mock_aws():
        yield


@pytest.fixture
def arn(aws: None) -> str:
    return str(boto3.client("kms", region_name=REGION).create_key()["KeyMetadata"]["Arn"])


def test_what_is_wrapped_opens_for_the_same_place_only(arn: str) -> None:
    kek = Kms(arn)
    wrapped = kek.wrap(b"k" * 200, PLACE)
    assert b"k" * 32 not in wrapped
    assert kek.unwrap(wrapped, PLACE) == b"k" * 200
    with pytest.raises(SealBroken, match="changed, moved"):
        kek.unwrap(wrapped, {**PLACE, "scope": "tenant/beta"})


def test_what_another_key_wrapped_does_not_open(arn: str) -> None:
    other = str(boto3.client("kms", region_name=REGION).create_key()["KeyMetadata"]["Arn"])
    with pytest.raises((SealBroken, KeyUnavailable)):  # AWS says IncorrectKeyException, moto AccessDeniedException
        Kms(arn).unwrap(Kms(other).wrap(b"k", PLACE), PLACE)


def test_it_is_named_by_its_arn(arn: str) -> None:
    assert Kms(arn).id == f"kms/{arn}"
    assert repr(Kms(arn)) == f"Kms('kms/{arn}')"


def test_a_destroyed_key_is_deleted_by_kms_after_thirty_days_and_wraps_nothing_more(arn: str) -> None:
    kek = Kms(arn)
    assert kek.destroy().startswith("KMS deletes it on 20")
    assert boto3.client("kms", region_name=REGION).describe_key(KeyId=arn)["KeyMetadata"]["KeyState"] == "PendingDeletion"


def test_a_fault_is_told_by_its_code_alone(aws: None) -> None:
    kek = Kms(f"arn:aws:kms:{REGION}:123456789012:key/0-0-0-0")
    with pytest.raises(KeyUnavailable, match=r"KMS does not do it \(NotFoundException\)") as caught:
        kek.wrap(b"secret" * 6, PLACE)
    assert "secret" not in str(caught.value)
    assert caught.value.__suppress_context__


def test_no_credentials_are_a_fault_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
    with pytest.raises(KeyUnavailable, match="NoCredentialsError"):
        Kms(f"arn:aws:kms:{REGION}:123456789012:key/0-0").wrap(b"k", PLACE)


def test_an_aws_profile_that_does_not_exist_is_a_fault_of_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "nobody")
    with pytest.raises(ConfigurationError, match="ProfileNotFound") as caught:
        Kms(f"arn:aws:kms:{REGION}:123456789012:key/0-0")
    assert "AWS_*" in caught.value.todo


async def test_an_installation_moves_into_kms_and_out_again_and_keeps_what_it_had(arn: str, pool: Pool) -> None:
    local, kms = Local(bytes(32), entropy=os.urandom), Kms(arn)
    seen = []
    for keks in (Keks(local), Keks(kms, (local,)), Keks(local, (kms,))):
        vault = await Vault.open(pool, lambda keks=keks: keks)
        await vault.prepare(["acme"])
        steps = [step async for step in rotate(pool, keks)]
        assert steps[-1].complete
        await vault.prepare(["acme", f"new{len(seen)}"])
        seen.append((vault.derive("x"), vault.tenant("acme").derive("x")))
    assert len(set(seen)) == 1
    assert {row["kek_id"] for row in await pool.fetch("SELECT kek_id FROM data_keys")} == {local.id}


@pytest.mark.parametrize("wrong", ["alias/gateway", "arn:aws:kms:eu-west-1:123456789012:alias/gateway", "", "arn:aws:s3:::bucket"])
def test_what_is_no_key_arn_is_refused(wrong: str) -> None:
    with pytest.raises(ConfigurationError, match="no ARN of a KMS key") as caught:
        Kms(wrong)
    assert "aliases are not taken" in caught.value.todo


def test_without_boto3_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "boto3", None)
    with pytest.raises(ConfigurationError, match="boto3") as caught:
        Kms(f"arn:aws:kms:{REGION}:123456789012:key/0-0")
    assert "integro-gateway[kms]" in caught.value.todo


def test_the_settings_name_the_current_and_the_previous_key(arn: str, tmp_path: object) -> None:
    other = str(boto3.client("kms", region_name=REGION).create_key()["KeyMetadata"]["Arn"])
    keks = load(Sources(data_dir=tmp_path, production=True, kek_kms=arn, kek_kms_previous=other))  # type: ignore[arg-type]
    assert [keks.current.id, *(each.id for each in keks.previous)] == [f"kms/{arn}", f"kms/{other}"]
