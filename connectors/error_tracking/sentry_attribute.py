"""Attributes of spans, logs and metrics, by Sentry's own names. Law: an attribute that repeats what a call carried is a whole record, and stays.

Sources: sentry_sdk/consts.py (class ``SPANDATA``) of sentry-sdk 2.75, attributes seen from @sentry/node 11.12, and
https://getsentry.github.io/sentry-conventions/attributes/. Any other name is the application's choice: free text, name included.
"""

from connectors.shapes import Shape

ATTRIBUTES: Shape = {
    "system": """'app.free_memory' 'app.memory' 'app.start_time' 'browser.name' 'browser.version' 'cache.hit' 'cache.item_size'
        'cache.operation' 'cloud.region' 'code.file.path' 'code.filepath' 'code.function' 'code.function.name' 'code.line.number'
        'code.lineno' 'code.namespace' 'culture.locale' 'culture.timezone' 'db.driver.name' 'db.operation' 'db.operation.name'
        'db.system' 'db.system.name' 'device.archs' 'device.boot_time' 'device.cpu_description' 'device.free_memory'
        'device.memory_size' 'device.processor_count' 'device.processor_frequency' 'error.type' 'http.method'
        'http.request.method' 'http.request.resend_count' 'http.request_method' 'http.response.status_code'
        'http.response_content_length' 'http.response.status' 'http.scheme' 'http.status_code' 'messaging.system'
        'messaging.message.id' 'messaging.message.receive.latency' 'messaging.message.retry.count' 'messaging.message.body.size'
        'middleware.name' 'network.peer.port' 'network.protocol.name' 'network.protocol.version' 'network.transport' 'os.build_id'
        'os.name' 'os.type' 'os.version' 'otel.kind' 'otel.status_code' 'process.pid' 'process.runtime.description'
        'process.runtime.engine.name' 'process.runtime.engine.version' 'process.runtime.name' 'process.runtime.version'
        'profile_id' 'profiler_id' 'rpc.method' 'rpc.response.status_code' 'rpc.service' 'rpc.system.name' 'sentry.dist'
        'sentry.environment' 'sentry.exclusive_time' 'sentry.is_localhost' 'sentry.is_remote' 'sentry.kind'
        'sentry.log_source' 'sentry.observed_timestamp_nanos' 'sentry.op' 'sentry.origin' 'sentry.platform' 'sentry.profile_id'
        'sentry.profiler_id' 'sentry.release' 'sentry.replay_id' 'sentry.sample_rate' 'sentry.sampling.reason'
        'sentry.sdk.integrations' 'sentry.sdk.name' 'sentry.sdk.version' 'sentry.segment.id' 'sentry.segment.name.source'
        'sentry.severity_number' 'sentry.severity_text' 'sentry.source' 'sentry.span.source' 'sentry.status'
        'sentry.timestamp.sequence' 'sentry.trace_flags' 'sentry.trace_lifecycle' 'sentry.trace.parent_span_id'
        'sentry.transaction_info.source' 'server.address' 'server.port' 'server.socket.address' 'server.socket.port'
        'service.name' 'service.version' 'telemetry.sdk.language' 'telemetry.sdk.name' 'telemetry.sdk.version' 'thread.id'
        'thread.name' 'user_agent.original'""",
    "email": "'enduser.email' 'user.email'",
    "name": "'user.full_name' 'user.name' 'user.username'",
    "identifier": "'enduser.id' 'user.hash' 'user.id'",
    "ip": """'client.address' 'http.client_ip' 'http.request.header.forwarded' 'http.request.header.true-client-ip'
        'http.request.header.x-forwarded-for' 'http.request.header.x-real-ip' 'http.request.header.x_forwarded_for'
        'http.request.header.x_real_ip' 'net.peer.ip' 'network.peer.address' 'user.ip_address'""",
    "area": "'user.geo.city' 'user.geo.country_code' 'user.geo.region' 'user.geo.subdivision'",
    "cookie_id": """'http.request.cookies' 'http.request.header.cookie' 'http.response.header.set-cookie'
        'http.response.header.set_cookie' 'mcp.session.id'""",
    "secrets": """'http.request.header.authorization' 'http.request.header.proxy-authorization'
        'http.request.header.proxy_authorization' 'http.request.header.x-api-key' 'http.request.header.x-csrf-token'
        'http.request.header.x_api_key' 'http.request.header.x_csrf_token'""",
    "record": """'ai.citations' 'ai.documents' 'ai.function_call' 'ai.input_messages' 'ai.metadata' 'ai.preamble' 'ai.responses'
        'ai.search_results' 'ai.texts' 'ai.tool_calls' 'db.query.parameter' 'gen_ai.choice' 'gen_ai.embeddings.input'
        'gen_ai.input.messages' 'gen_ai.output.messages' 'gen_ai.request.messages' 'gen_ai.response.text'
        'gen_ai.response.tool_calls' 'gen_ai.system_instructions' 'gen_ai.tool.call.arguments' 'gen_ai.tool.call.result'
        'gen_ai.tool.input' 'gen_ai.tool.output' 'gen_ai.user.message' 'http.request.body.data' 'http.response.body.data'
        'mcp.prompt.result.message_content' 'mcp.tool.result.content' 'messaging.message.body'""",
    "search": "'ai.search_queries'",
}
"""Class -> attribute names."""

SPAN_DATA: Shape = {kind: " ".join(f"{name}**" for name in names.split()) for kind, names in ATTRIBUTES.items()} | {"text": "**"}
"""Attributes as spans inside a transaction have them: name -> value."""

ATTRIBUTE_VALUES: Shape = {kind: " ".join(f"{name}.value**" for name in names.split()) for kind, names in ATTRIBUTES.items()}
"""Attributes as spans, logs and metrics of their own have them: name -> {type, value, unit}.
https://develop.sentry.dev/sdk/telemetry/attributes/"""

ATTRIBUTE_TYPES: Shape = {
    "system": " ".join(f"{name}.type {name}.unit" for names in (*ATTRIBUTES.values(), "{}") for name in names.split()),
    "text": "{}.value**",
}
"""What stands beside the values, and the values of the application's own attributes."""
