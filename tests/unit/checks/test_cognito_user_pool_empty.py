"""cognito_user_pool_empty: nobody signs in."""

from costgov.domain.findings import PASSED, Verdict

from tests.unit.checks.judging import failed, resource, unknown, verdicts

CHECK = "cognito_user_pool_empty"
POOL = "AWS::Cognito::UserPool"


def judged(users: int, *, age_days: int = 30) -> Verdict:
    return verdicts(
        CHECK, [resource(POOL, "p", age_days=age_days, UserPool={"EstimatedNumberOfUsers": users})]
    )["p"]


def test_none_without_pools() -> None:
    assert verdicts(CHECK, [resource("AWS::S3::Bucket")]) == {}


def test_pass_with_users_or_young() -> None:
    assert judged(1) == PASSED
    assert judged(0, age_days=29) == PASSED


def test_fail_without_a_user() -> None:
    assert failed(judged(0)).unpriced == "an empty pool costs nothing"


def test_unknown_where_it_was_refused() -> None:
    refused = resource(POOL, "p", UserPoolDenied="no")
    assert "refused us" in unknown(verdicts(CHECK, [refused])["p"])


def test_unknown_whether_programs_get_tokens_there() -> None:
    pool = resource(POOL, "p", UserPool={"EstimatedNumberOfUsers": 0, "Domain": "shop-machines"})
    assert "shop-machines" in unknown(verdicts(CHECK, [pool])["p"])
