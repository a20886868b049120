"""MiniStack 1.5.33, patched to answer like API Gateway's REST APIs where it would not.

launcher.test.ts compares the result with events that were recorded on AWS. The start fails when a newer MiniStack lacks a
name that is patched here: an emulator that silently decodes paths would pass tests that AWS fails.
"""
import asyncio
import contextvars
import json
import time

from ministack import app as ministack
from ministack.core import iam_evaluator
from ministack.services import apigateway_v1 as gateway, cloudformation, secretsmanager, sts
from ministack.services.cloudformation import provisioners

usage_key = contextvars.ContextVar("usage_key", default=None)
raw_headers = contextvars.ContextVar("raw_headers", default=())
request_id = contextvars.ContextVar("request_id", default="")


def patch(name, module=gateway):
    """Replaces a function of a module with the one that the decorated function makes from it."""
    original = getattr(module, name, None)
    if not callable(original):
        raise SystemExit(f"MiniStack has no {name} any more: adapt test/emulated-aws/ministack/launcher.py")

    def decorate(make):
        setattr(module, name, make(original))
        return make

    return decorate


async def app(scope, receive, send):
    if scope["type"] == "http" and any(n.lower() == b"host" and b".execute-api." in v for n, v in scope["headers"]):
        # AWS passes the path on as it was sent.
        scope = {**scope, "path": scope["raw_path"].decode("latin-1").split("?")[0]}
        raw_headers.set(tuple(scope["headers"]))
    await ministack.app(scope, receive, send)


@patch("enforce", iam_evaluator)
def check_functions_only(original):
    """Checks the rights of the deployment's functions. The CDK and the tests may do everything."""

    def enforce(access_key_id, *args, **kwargs):
        return original(access_key_id, *args, **kwargs) if is_function(access_key_id) else None

    return enforce


@patch("handle_request", cloudformation)
def answer_when_a_stack_has_changed(original):
    """Answers the question for a stack's status when its change has ended, or after four seconds. The CDK asks once in five."""

    async def handle(method, path, headers, body, query):
        deadline = time.monotonic() + 4
        answer = await original(method, path, headers, body, query)
        while b"Action=DescribeStacks&" in body and is_changing(answer[2]) and time.monotonic() < deadline:
            await asyncio.sleep(0.05)
            answer = await original(method, path, headers, body, query)
        return answer

    return handle


def is_changing(answer):
    text = answer.decode() if isinstance(answer, bytes) else answer
    return "_IN_PROGRESS</StackStatus>" in text.replace("REVIEW_IN_PROGRESS", "")


@patch("_sm_secret_create", provisioners)
def refer_to_secrets_by_arn(original):
    """`Ref` of a secret is its ARN on AWS, which is also what policies name."""

    def create(*args):
        _, attributes = original(*args)
        return attributes["Arn"], attributes

    provisioners._RESOURCE_HANDLERS["AWS::SecretsManager::Secret"]["create"] = create
    return create


@patch("_rotate_secret", secretsmanager)
def leave_rotation_to_its_function(original):
    """Starts a rotation as AWS does; the tests then call the function's steps. MiniStack makes a copy of the current token current."""

    def rotate(data):
        _, secret = secretsmanager._resolve(data["SecretId"])
        stages = [version["Stages"] for version in secret["Versions"].values()]
        if any("AWSPENDING" in labels and "AWSCURRENT" not in labels for labels in stages):
            text = "A previous rotation isn't complete. That rotation will be reattempted."
            return secretsmanager.error_response_json("InvalidRequestException", text, 400)
        for name in ("RotationLambdaARN", "RotationRules"):
            secret[name] = data.get(name) or secret.get(name)
        secret["RotationEnabled"] = True
        answer = {"ARN": secret["ARN"], "Name": secret["Name"]}
        if data.get("RotateImmediately", True):
            answer["VersionId"] = data["ClientRequestToken"]
            secretsmanager._remove_stage_everywhere(secret, "AWSPENDING")
            secret["Versions"][data["ClientRequestToken"]] = {
                "SecretString": None,
                "SecretBinary": None,
                "CreatedDate": int(time.time()),
                "Stages": ["AWSPENDING"],
            }
        return secretsmanager.json_response(answer)

    return rotate


def is_function(access_key_id):
    role = sts._sessions.get(access_key_id, {}).get("Arn", "").partition(":assumed-role/")[2]
    return role != "" and not role.startswith("cdk-")


@patch("_execute_in_scope")
def remember_request_id(original):
    async def execute(request, *args, **kwargs):
        request_id.set(request["request_id"])
        return await original(request, *args, **kwargs)

    return execute


@patch("_invoke_mock_v1")
def render_request_id(original):
    def invoke(integration):
        status, headers, body = original(integration)
        return status, headers, body.replace(b"$context.requestId", request_id.get().encode())

    return invoke


@patch("_invoke_authorizer_lambda")
def keep_usage_key(original):
    """Carries usageIdentifierKey through the authorizer's cache, inside the context."""

    async def invoke(*args, **kwargs):
        result = await original(*args, **kwargs)
        body = (result or {}).get("body")
        if isinstance(body, (str, bytes)):
            try:
                body = json.loads(body)
            except ValueError:
                body = None
        if isinstance(body, dict) and body.get("usageIdentifierKey"):
            context = {**(body.get("context") or {}), "\0key": body["usageIdentifierKey"]}
            result = {**result, "body": {**body, "context": context}}
        return result

    return invoke


@patch("_authorize_request_v1")
def take_usage_key(original):
    async def authorize(*args, **kwargs):
        error, context = await original(*args, **kwargs)
        if context:
            context = dict(context)
            usage_key.set(context.pop("\0key", None))
        return error, context

    return authorize


@patch("_api_key_from_request")
def prefer_usage_key(original):
    return lambda headers: usage_key.get() or original(headers)


@patch("_build_lambda_event_v1")
def mend_event(original):
    def build(*args, **kwargs):
        event = original(*args, **kwargs)
        event.pop("version", None)
        context = event["requestContext"]
        context["path"] = "/" + context["stage"] + event["path"]
        # One leading slash is kept; the rest of the path stays as it is.
        event["path"] = "/" + event["path"].lstrip("/")
        if event["resource"].endswith("{proxy+}") and event["pathParameters"]:
            segments_before = event["resource"].count("/")
            tail = event["path"].rstrip("/").split("/", segments_before)[segments_before]
            event["pathParameters"] = {**event["pathParameters"], "proxy": tail}
        queries = event.get("multiValueQueryStringParameters")
        if queries:
            event["queryStringParameters"] = {name: values[-1] for name, values in queries.items()}
        headers = {}
        for name, value in raw_headers.get():
            headers.setdefault(name.decode("latin-1"), []).append(value.decode("latin-1"))
        if headers:
            event["multiValueHeaders"] = headers
            event["headers"] = {name: values[-1] for name, values in headers.items()}
        return event

    return build
