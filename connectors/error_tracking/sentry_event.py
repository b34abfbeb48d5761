"""Error events and transactions. Law: what happened leaves, who it happened to and with which data does not.

Sources: https://develop.sentry.dev/sdk/data-model/event-payloads/ and its interface pages, relay/event.schema.json of
getsentry/sentry-data-schemas, sentry_sdk/_types.py (``Event``) of sentry-sdk 2.75, events captured from @sentry/node 11.12.
"""

from connectors.error_tracking.sentry_attribute import SPAN_DATA
from connectors.error_tracking.sentry_context import CONTEXTS, KNOWN
from connectors.error_tracking.sentry_frame import FRAMES
from connectors.shapes import Shape, Shapes

HEADER_FIELDS: Shape = {
    "system": """accept accept-encoding accept-language cache-control connection content-encoding content-length content-type dnt expect
        host origin pragma sec-ch-ua sec-ch-ua-mobile sec-ch-ua-platform sec-fetch-dest sec-fetch-mode sec-fetch-site sec-gpc
        traceparent transfer-encoding upgrade-insecure-requests user-agent x-forwarded-host x-forwarded-port x-forwarded-proto
        x-request-id""",
    "ip": """cf-connecting-ip client-ip fastly-client-ip forwarded forwarded-for remote-addr true-client-ip x-appengine-user-ip
        x-client-ip x-cluster-client-ip x-forwarded x-forwarded-for x-original-forwarded-for x-real-ip x-remote-addr""",
    "cookie_id": "cookie set-cookie x-cookie",
    "secrets": """authorization authentication proxy-authorization www-authenticate x-access-token x-api-key x-auth-token
        x-authorization x-csrf-token x-csrftoken x-xsrf-token""",
}
"""Headers of the application's own request, as the event repeats them. Any other header is free text."""

HEADERS: Shape = {
    kind: " ".join(spelling for name in names.split() for spelling in (name, name.title(), name.upper()))
    for kind, names in HEADER_FIELDS.items()
} | {"text": "{}"}
"""Header names keep the case the web framework gave them: wsgi ``X-Forwarded-For``, asgi and node ``x-forwarded-for``."""

EVENT: Shape = {
    "system": """event_id timestamp start_timestamp received platform level logger release dist environment site type version
        time_spent server_name checksum modules{} transaction_info.source transaction_info.propagations
        transaction_info.changes[].source transaction_info.changes[].propagations transaction_info.changes[].timestamp
        measurements{}.value measurements{}.unit breakdowns{}{}.value breakdowns{}{}.unit errors[].type errors[].name
        extra.'celery-job'.task_name extra.'huey-job'.task extra.'huey-job'.retry extra.'arq-job'.task extra.'arq-job'.retry
        extra.'rq-job'.job_id extra.'rq-job'.func extra.'rq-job'.enqueued_at extra.'rq-job'.started_at""",
    "text": """message message.message message.formatted message.params** culprit transaction transaction_info.original fingerprint[]
        extra** logentry.message logentry.formatted logentry.params** template** errors[].value** _meta**""",
    "tag": "tags{} tags[][]",
    "record": """extra.'celery-job'.args** extra.'celery-job'.kwargs** extra.'huey-job'.args**
        extra.'huey-job'.kwargs** extra.'arq-job'.args** extra.'arq-job'.kwargs** extra.'rq-job'.args** extra.'rq-job'.kwargs**
        extra.'rq-job'.description _meta.exception** _meta.threads** _meta.stacktrace** _meta.request**""",
    "breadcrumb": "breadcrumbs.values[] breadcrumbs[]",
    "contexts": "contexts",
    "debug_meta": "debug_meta",
    "exception": "exception.values[]",
    "request": "request",
    "sdk": "sdk",
    "span": "spans[]",
    "stack": "stacktrace",
    "thread": "threads.values[]",
    "user": "user",
}
"""The arguments of a job (sentry_sdk/integrations/{celery,huey,arq,rq}) are whole ERP records; ``_meta`` repeats the names of everything
the SDK cut, local variables included. ``sys.argv`` says how a process was started: text, read like any other."""

PARTS: Shapes = {
    "breadcrumb": {"system": "timestamp type level event_id origin", "text": "category message data**"},
    "contexts": CONTEXTS,
    "headers": HEADERS,
    "request": {
        "system": """method protocol inferred_content_type body_size api_target env.SERVER_NAME env.SERVER_PORT env.SERVER_PROTOCOL
            env.REQUEST_METHOD""",
        "text": "url fragment query_string** env{}",
        "ip": "env.REMOTE_ADDR env.HTTP_X_FORWARDED_FOR env.HTTP_X_REAL_IP env.HTTP_FORWARDED env.HTTP_CLIENT_IP",
        "cookie_id": "cookies** env.HTTP_COOKIE",
        "secrets": "env.HTTP_AUTHORIZATION",
        "record": "data**",
        "headers": "headers",
    },
    "sdk": {
        "system": """name version integrations[] features[] packages[].name packages[].version settings.infer_ip
            settings.infer_user_agent""",
        "ip": "client_ip",
    },
    "span": {
        "system": """trace_id span_id parent_span_id segment_id same_process_as_parent start_timestamp timestamp op status origin
            exclusive_time is_segment is_remote kind platform profile_id received was_transaction hash
            measurements{}.value measurements{}.unit links[].trace_id links[].span_id links[].parent_span_id links[].sampled
            start_timestamp_ms""",
        "tag": "tags{} sentry_tags{}",
        "text": "description links[].attributes** _meta**",
        "span_data": "data",
    },
    "span_data": SPAN_DATA,
    "user": {
        "identifier": "id sentry_user",
        "email": "email",
        "name": "username name",
        "ip": "ip_address",
        "area": "geo.country_code geo.city geo.subdivision geo.region",
        "text": "segment data** **",
    },
}
"""Shape -> class -> names."""

SHAPES: Shapes = {**FRAMES, **KNOWN, **PARTS, "event": EVENT}
