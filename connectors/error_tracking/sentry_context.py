"""Contexts of an event. Law: a context Sentry knows is named field by field; any other is the application's own, and free text.

Sources: https://develop.sentry.dev/sdk/data-model/event-payloads/contexts/ and relay-event-schema/src/protocol/contexts/ of
getsentry/relay; every context may carry further keys, which are free text.
"""

from connectors.shapes import Shape, Shapes

KNOWN: Shapes = {
    "app_context": {
        "system": """type app_start_time build_type app_identifier app_name app_version app_build in_foreground app_memory free_memory
            start_type is_split_apks split_names[] permissions{}""",
        "device_id": "device_app_hash",
        "text": "view_names[] **",
    },
    "browser_context": {"system": "type name version raw_description", "text": "**"},
    "chromium_context": {"system": "type **"},
    "cloud_context": {
        "system": """type 'cloud.account.id' 'cloud.provider' 'cloud.platform' 'cloud.region' 'cloud.availability_zone' 'host.id'
            'host.type'""",
        "text": "**",
    },
    "culture_context": {"system": "type calendar display_name locale is_24_hour_format timezone", "text": "**"},
    "device_context": {
        "system": """type family model model_id arch archs[] battery_level battery_status battery_temperature orientation manufacturer
            brand class chipset screen_resolution screen_width_pixels screen_height_pixels screen_density screen_dpi online charging
            low_memory simulator memory_size free_memory usable_memory storage_size free_storage external_storage_size
            external_free_storage boot_time timezone locale language connection_type processor_count cpu_description
            processor_frequency device_type supports_vibration supports_accelerometer supports_gyroscope supports_audio
            supports_location_service thermal_state""",
        "device_id": "device_unique_identifier uuid id",
        "text": "name **",
    },
    "feedback_context": {
        "system": "type source associated_event_id replay_id",
        "email": "contact_email",
        "name": "name",
        "text": "message url **",
    },
    "flags_context": {"system": "type values[].result", "text": "values[].flag **"},
    "gpu_context": {
        "system": """type name version id vendor_id vendor_name memory_size api_type multi_threaded_rendering npot_support
            max_texture_size graphics_shader_level supports_draw_call_instancing supports_ray_tracing supports_compute_shaders
            supports_geometry_shaders""",
        "text": "**",
    },
    "memory_context": {"system": "type **"},
    "monitor_context": {"system": "type id", "label": "slug", "text": "**"},
    "os_context": {
        "system": """type name version build kernel_version rooted theme raw_description distribution.name distribution.version
            distribution.pretty_name distribution_name distribution_version distribution_pretty_name""",
        "text": "**",
    },
    "otel_context": {"system": "type", "span_data": "attributes", "text": "resource** **"},
    "profile_context": {"system": "type profile_id profiler_id", "text": "**"},
    "replay_context": {"system": "type replay_id error_sample_rate session_sample_rate", "text": "**"},
    "response_context": {
        "system": "type status_code body_size inferred_content_type",
        "cookie_id": "cookies**",
        "headers": "headers",
        "record": "data**",
    },
    "runtime_context": {"system": "type name version build raw_description", "text": "**"},
    "score_context": {"system": "type score_profile_version"},
    "spring_context": {"system": "type active_profiles[]", "text": "**"},
    "state_context": {"system": "type state.type", "record": "state.value**", "text": "**"},
    "threads_context": {"system": "type **"},
    "trace_context": {
        "system": """type trace_id span_id parent_span_id op status origin sampled exclusive_time client_sample_rate is_segment
            dynamic_sampling_context.trace_id dynamic_sampling_context.release dynamic_sampling_context.environment
            dynamic_sampling_context.org_id dynamic_sampling_context.sample_rate dynamic_sampling_context.sample_rand
            dynamic_sampling_context.sampled links[].trace_id links[].span_id links[].parent_span_id links[].sampled""",
        "secret": "dynamic_sampling_context.public_key",
        "identifier": "dynamic_sampling_context.user_id",
        "tag": "tags{}",
        "text": "description links[].attributes** dynamic_sampling_context.transaction dynamic_sampling_context.user_segment **",
        "span_data": "data",
    },
    "unity_context": {"system": "type **"},
    "updates_context": {"system": "type **"},
    "missing_context": {"system": "type package 'javascript.is_cjs'"},
}
"""Shape -> class -> names."""

CONTEXTS: Shape = {
    "app_context": "app",
    "browser_context": "browser",
    "chromium_context": "chromium_stability_report",
    "cloud_context": "cloud_resource",
    "culture_context": "culture",
    "device_context": "device",
    "feedback_context": "feedback",
    "flags_context": "flags",
    "gpu_context": "gpu",
    "memory_context": "memory_info",
    "missing_context": "missing_instrumentation",
    "monitor_context": "monitor",
    "os_context": "os client_os",
    "otel_context": "otel",
    "profile_context": "profile",
    "record": "dramatiq**",
    "replay_context": "replay",
    "response_context": "response",
    "runtime_context": "runtime",
    "score_context": "performance_score",
    "spring_context": "spring",
    "state_context": "state",
    "text": "**",
    "threads_context": "threadpool_info",
    "trace_context": "trace",
    "unity_context": "unity",
    "updates_context": "ota_updates expo_updates",
}
"""Shape -> name of the context. ``dramatiq``: the queue message, arguments included (sentry_sdk/integrations/dramatiq.py)."""
