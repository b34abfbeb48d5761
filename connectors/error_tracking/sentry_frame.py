"""Exceptions, threads and stack frames. Law: code leaves, what the code held in its hands does not.

Sources: https://develop.sentry.dev/sdk/data-model/event-payloads/exception/, .../stacktrace/, .../threads/, .../debugmeta/
and relay-event-schema/src/protocol/{exception,mechanism,stacktrace,thread,debugmeta}.rs of getsentry/relay.
"""

from connectors.shapes import Shapes

FRAMES: Shapes = {
    "exception": {
        "system": "type module thread_id",
        "text": "value value**",
        "mechanism": "mechanism",
        "stack": "stacktrace",
    },
    "mechanism": {
        "system": """type handled synthetic source help_link is_exception_group exception_id parent_id meta.errno.number meta.errno.name
            meta.signal.number meta.signal.code meta.signal.name meta.signal.code_name meta.mach_exception.exception
            meta.mach_exception.code meta.mach_exception.subcode meta.mach_exception.name meta.ns_error.code meta.ns_error.domain""",
        "text": "description data** meta**",
    },
    "stack": {"frame": "frames[]", "system": "lang snapshot instruction_addr_adjustment registers{}"},
    "frame": {
        "system": """function raw_function symbol module package filename abs_path lineno colno platform in_app image_addr
            instruction_addr addr_mode function_id symbol_addr trust stack_start source_link module_metadata** data.sourcemap
            data.orig_function data.orig_filename data.orig_lineno data.orig_colno data.orig_in_app data.symbolicated
            data.client_in_app data.min_grouping_level data.category native""",
        "text": "context_line pre_context[] post_context[] data**",
        "record": "vars**",
        "lock": "lock",
    },
    "lock": {"system": "type address package_name class_name thread_id"},
    "thread": {
        "system": "id name crashed current main state priority",
        "stack": "stacktrace",
        "lock": "held_locks{}",
    },
    "debug_meta": {
        "system": """sdk_info.sdk_name sdk_info.version_major sdk_info.version_minor sdk_info.version_patchlevel
            images[].type images[].name images[].uuid images[].debug_id images[].debug_file images[].debug_checksum images[].code_id
            images[].code_file images[].image_addr images[].image_size images[].image_vmaddr images[].arch images[].cpu_type
            images[].cpu_subtype""",
    },
}
"""Shape -> class -> names. ``record``: a frame's local variables are whole ERP objects."""
