"""Items of an envelope. Law: an item type that is not here is unmapped: dropped and reported.

Sources: https://develop.sentry.dev/sdk/data-model/envelope-items/ and the pages of each type under
https://develop.sentry.dev/sdk/telemetry/, relay-server/src/envelope and relay-event-schema/src/protocol of getsentry/relay.
Left out on purpose: replays and view hierarchies (the user's screen), minidumps and Unreal reports (memory), security, nel and raw
reports (sent by browsers, not by SDKs), statsd and metric buckets (withdrawn by Sentry in 2024).
"""

from connectors.error_tracking.sentry_attribute import ATTRIBUTE_TYPES, ATTRIBUTE_VALUES
from connectors.error_tracking.sentry_event import SHAPES
from connectors.shapes import Shape, Shapes, expand_named
from gateway.model.field import Field

_ITEM_HEADER: Shape = {
    "system": """type length content_type attachment_type item_count platform meta_length parent_id sampled metrics_extracted
        spans_extracted fully_normalized profile_type sample_rates** transaction_info.source""",
    "text": "filename",
}

_SESSION_ATTRIBUTES: Shape = {"system": "release environment user_agent", "ip": "ip_address"}

_PROFILE: Shape = {
    "system": """samples[].elapsed_since_start_ns samples[].timestamp samples[].stack_id samples[].thread_id samples[].queue_address
        samples[].state stacks[][] thread_metadata{}.name thread_metadata{}.priority queue_metadata{}.label""",
    "frame": "frames[]",
}

_DEVICE: Shape = {"system": "architecture classification locale manufacturer model is_emulator cpu_frequencies[] physical_memory_bytes"}

_TELEMETRY = {"attribute_values": "attributes", "attribute_types": "attributes"}

_PAYLOADS: Shapes = {
    "event": {"event": "payload"},
    "transaction": {"event": "payload"},
    "feedback": {"event": "payload"},
    "span": {"span": "payload", "span_v2": "payload.items[]", "container": "payload"},
    "log": {"log": "payload.items[]", "container": "payload"},
    "trace_metric": {"metric": "payload.items[]", "container": "payload"},
    "check_in": {"check_in": "payload", "event": "payload"},
    "session": {"session": "payload"},
    "sessions": {"sessions": "payload"},
    "profile": {"profile": "payload"},
    "profile_chunk": {"profile": "payload"},
    "client_report": {"client_report": "payload"},
    "user_report": {"user_report": "payload"},
    "attachment": {"file": "payload!"},
}
"""Item type -> what its payload is. An attachment is text or bytes, never a document, and goes as a whole."""

_SHAPES: Shapes = {
    **SHAPES,
    "attribute_values": ATTRIBUTE_VALUES,
    "attribute_types": ATTRIBUTE_TYPES,
    "item_header": _ITEM_HEADER,
    "session_attributes": _SESSION_ATTRIBUTES,
    "container": {"system": "version ingest_settings.infer_ip ingest_settings.infer_user_agent"},
    "log": {"system": "timestamp trace_id span_id level severity_number severity_text", "text": "body", **_TELEMETRY},
    "metric": {"system": "timestamp trace_id span_id type value unit", "text": "name", **_TELEMETRY},
    "span_v2": {
        "system": """trace_id span_id parent_span_id status is_segment start_timestamp end_timestamp kind is_remote links[].trace_id
            links[].span_id links[].sampled links[].parent_span_id""",
        "text": "name links[].attributes**",
        **_TELEMETRY,
    },
    "check_in": {
        "system": """check_in_id status duration monitor_config.schedule.type monitor_config.schedule.value monitor_config.schedule.unit
            monitor_config.timezone monitor_config.checkin_margin monitor_config.max_runtime monitor_config.failure_issue_threshold
            monitor_config.recovery_threshold""",
        "label": "monitor_slug",
        "text": "monitor_config.owner",
    },
    "session": {
        "system": "sid seq init started timestamp status errors duration abnormal_mechanism",
        "identifier": "did",
        "session_attributes": "attrs",
    },
    "sessions": {
        "system": """aggregates[].started aggregates[].exited aggregates[].errored aggregates[].abnormal aggregates[].crashed
            aggregates[].unhandled""",
        "identifier": "aggregates[].did",
        "session_attributes": "attrs",
    },
    "profile_device": _DEVICE,
    "profile_body": _PROFILE,
    "profile": {
        "system": """event_id chunk_id profiler_id platform release dist environment timestamp version os.name os.version os.build_number
            runtime.name runtime.version client_sdk.name client_sdk.version transactions[].id transactions[].trace_id
            transactions[].active_thread_id transactions[].relative_start_ns transactions[].relative_end_ns
            transactions[].relative_cpu_start_ms transactions[].relative_cpu_end_ms transaction.id transaction.trace_id
            transaction.active_thread_id measurements**""",
        "text": "transactions[].name transaction.name transaction_name transaction_tags{} transaction_metadata{}",
        "debug_meta": "debug_meta",
        "profile_device": "device",
        "profile_body": "profile",
    },
    "client_report": {
        "system": """timestamp discarded_events[].reason discarded_events[].category discarded_events[].quantity
            rate_limited_events[].reason rate_limited_events[].category rate_limited_events[].quantity filtered_events[].reason
            filtered_events[].category filtered_events[].quantity""",
    },
    "user_report": {"system": "event_id", "email": "email", "name": "name", "text": "comments"},
    **{f"{kind}_item": {"item_header": "header", **payload} for kind, payload in _PAYLOADS.items()},
    "trace": {
        "system": "trace_id release environment sample_rate sample_rand sampled org_id replay_id",
        "secret": "public_key",
        "identifier": "user_id",
        "text": "transaction user_segment",
    },
    "envelope": {
        "system": "header.event_id header.sent_at",
        "secret": "header.dsn",
        "sdk": "header.sdk",
        "trace": "header.trace",
        **{f"{kind}_item": f"items[].{kind}" for kind in _PAYLOADS},
    },
}

ENVELOPE: dict[str, Field] = expand_named("envelope", _SHAPES, "body")
"""Fields of ``{"header": …, "items": [{item type: {"header": …, "payload": …}}]}``."""

STORED_EVENT: dict[str, Field] = expand_named("event", _SHAPES, "body")
"""Fields of a single event, as the store endpoint takes it."""
