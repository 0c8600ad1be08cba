"""What is no task, or cannot be read, costs the queue nothing: neither its worker nor a message."""

import base64
import json
import uuid

import pytest
from django.conf import settings
from django.core.cache import cache

from reformasi.documents import actions, tasks
from reformasi.documents.workflow import Status
from tests.documents import kinds
from tests.stack import eventually, worker

pytestmark = [pytest.mark.stack, pytest.mark.django_db(transaction=True)]

RENDER = tasks.render.name


def envelope(text=b'[[0], {}, {"chord": null}]', **changes):
    """A message as the queue holds it, good but for ``changes``; ``a__b`` is a member of ``a``."""
    message = {
        "body": base64.b64encode(text).decode(),
        "content-encoding": "utf-8",
        "content-type": "application/json",
        "headers": {"lang": "py", "task": RENDER, "id": "b2", "root_id": "b2"},
        "properties": {
            "delivery_mode": 2,
            "delivery_tag": uuid.uuid4().hex,
            "delivery_info": {"exchange": "", "routing_key": "celery"},
            "body_encoding": "base64",
        },
    }
    for name, value in changes.items():
        place, (*way, last) = message, name.split("__")
        for step in way:
            place = place[step]
        place[last] = value
    return json.dumps(message)


#: Each of these kinds, but for a few, ended the worker, or made it connect anew for ever.
UNFIT = {
    "not JSON": "ini bukan JSON",
    "not text": b"\xff\xfe\x00\x80",
    "empty": "",
    "too deep": "[" * 100_000,
    "null": "null",
    "number": "5",
    "list": "[1, 2]",
    "no members": "{}",
    "marked": '{"__type__": "datetime", "__value__": "besok"}',
    "no properties": json.dumps({"body": "e30="}),
    "no tag": envelope(properties={"delivery_info": {}}),
    "tag list": envelope(properties__delivery_tag=["a"]),
    "tag null": envelope(properties__delivery_tag=None),
    "info null": envelope(properties__delivery_info=None),
    "no info": envelope(properties__delivery_info={}),
    "no base64": envelope(body="%%%"),
    "odd base64": envelope(body="abc"),
    "body number": envelope(body=5),
    "bad body_encoding": envelope(properties__body_encoding="rot13"),
    "body not json": envelope(b"ini bukan JSON"),
    "body not utf8": envelope(b"\xff\xfe"),
    "body other": envelope(b'{"a": 1}'),
    "body number json": envelope(b"7"),
    "args text": envelope(b'["abc", {}, {}]'),
    "args many": envelope(b"[[1,2,3], {}, {}]"),
    "arg object": envelope(b'[[{"a": 1}], {}, {}]'),
    "kwargs list": envelope(b"[[1], [2], {}]"),
    "embed list": envelope(b"[[1], {}, 7]"),
    "embed callbacks": envelope(
        b'[[0], {}, {"callbacks": 7, "chain": 7, "chord": 7, "errbacks": "x"}]'
    ),
    "pickle": envelope(
        b"cos\nsystem\n(S'true'\ntR.", **{"content-type": "application/x-python-serialize"}
    ),
    "pickle binary": envelope(
        b"cos\nsystem\n(S'true'\ntR.",
        **{"content-type": "application/x-python-serialize", "content-encoding": "binary"},
    ),
    "wrong content-type": envelope(**{"content-type": "text/html"}),
    "content-type list": envelope(**{"content-type": ["a"]}),
    "content-encoding none": envelope(**{"content-encoding": "nein"}),
    "yaml": envelope(**{"content-type": "application/x-yaml"}),
    "no headers": envelope(headers=None),
    "headers text": envelope(headers="abc"),
    "headers list": envelope(headers=[1]),
    "headers number": envelope(headers=3),
    "task unknown": envelope(headers__task="os.system"),
    "task unknown no id": envelope(headers={"task": "os.system"}),
    "task list": envelope(headers__task=["a"]),
    "task null": envelope(headers__task=None),
    "no id": envelope(headers={"task": RENDER}),
    "id list": envelope(headers__id=["a"]),
    "eta bad": envelope(headers__eta="besok"),
    "eta number": envelope(headers__eta=5),
    "eta far": envelope(headers__eta="9999-12-31T23:59:59"),
    "expires bad": envelope(headers__expires="besok"),
    "expires list": envelope(headers__expires=[1]),
    "timelimit bad": envelope(headers__timelimit="x"),
    "timelimit text": envelope(headers__timelimit=["a", "b"]),
    "timelimit neg": envelope(headers__timelimit=[-1, -1]),
    "retries text": envelope(headers__retries="x"),
    "compression": envelope(headers__compression="zip"),
    "compression bad": envelope(headers__compression="application/x-gzip"),
    "group list": envelope(headers__group=["x"]),
    "proto1": envelope(
        json.dumps({"task": RENDER, "id": "x", "args": 5, "kwargs": 7}).encode(), headers={}
    ),
    "proto1 unknown": envelope(json.dumps({"task": "x"}).encode(), headers={}),
    "proto1 no id": envelope(json.dumps({"task": RENDER}).encode(), headers={}),
    "proto1 body text": envelope(b'"task"', headers={}),
    "priority": envelope(properties__priority="x"),
    "reply_to": envelope(properties__reply_to=["x"]),
    "stamps": envelope(headers__stamped_headers=7, headers__stamps="x"),
    "large": envelope(b'"' + b"x" * 20_000_000 + b'"'),
    "large junk": b"x" * 20_000_000,
}


def test_no_message_stops_a_worker_or_costs_another_one(tmp_path, unit, biro):
    redis = cache._cache.get_client(write=True)
    prefix = settings.CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"]
    document = actions.request_document(
        kind=kinds.REPORT, subject=unit, unit=unit, by=biro, announce=False
    )
    log = tmp_path / "pekerja.log"
    unacknowledged = f"{prefix}unacked"
    before = redis.hkeys(unacknowledged)  # what the killed workers of other tests have left
    with worker(log, include=["tests.documents.kinds"]) as process:
        first = process.pid
        for message in UNFIT.values():
            redis.lpush(f"{prefix}celery", message)
        tasks.announce(document.pk)  # the last in the queue: all others have been taken by then
        eventually(lambda: status_of(document) == Status.DONE, "the report is made")

        assert (process.alive, process.pid) == (True, first)
        assert "ready" not in log.read_text().split("ready.", 1)[1]  # it has not connected anew
        eventually(
            lambda: set(redis.hkeys(unacknowledged)) <= set(before), "nothing is kept for later"
        )


def status_of(document):
    document.refresh_from_db()
    return document.status
