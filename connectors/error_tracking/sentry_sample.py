"""What sentry-sdk 2.75 sends, with invented data. Law: lengths are right, and nothing here is a real key or person."""

ENVELOPE_BODY = (
    b'{"event_id":"6f1e0c5ad8f24b0f9e1f6b2a7c3d4e5f","sent_at":"2026-11-22T09:08:58.123454Z","trace":{"trace_id":"95e745068f'
    b'604cd2a3621fbbdbd7a2d8","environment":"production","release":"erp@7.14.2","public_key":"0123456789abcdef0123456789abcd'
    b'ef","transaction":"tasks.move"}}\n'
    b'{"type":"event","content_type":"application/json","length":1590}\n'
    b'{"event_id":"6f1e0c5ad8f24b0f9e1f6b2a7c3d4e5f","timestamp":"2026-11-22T09:08:58.019005Z","platform":"python","level":"'
    b'error","release":"erp@7.14.2","environment":"production","server_name":"web-1","transaction":"tasks.move","transaction'
    b'_info":{"source":"component"},"exception":{"values":[{"type":"TransitionRefused","module":"erp.board","value":"cannot '
    b'move to Doing","mechanism":{"type":"flask","handled":false},"stacktrace":{"frames":[{"filename":"erp/board.py","abs_pa'
    b'th":"/srv/erp/board.py","function":"move","module":"erp.board","lineno":212,"pre_context":["def move(task, column):"],'
    b'"context_line":"    raise TransitionRefused(column)","post_context":[""],"in_app":true,"vars":{"column":"\'Doing\'"}}]}}'
    b']},"breadcrumbs":{"values":[{"type":"http","category":"httplib","timestamp":"2026-11-22T09:08:57.883334Z","data":{"url'
    b'":"https://erp.example/api/board","method":"GET","status_code":200}}]},"request":{"url":"https://erp.example/board","m'
    b'ethod":"POST","query_string":"","headers":{"Host":"erp.example","Content-Type":"application/json"},"env":{"SERVER_NAME'
    b'":"web-1","SERVER_PORT":"443"}},"user":{"id":"usr_1042"},"tags":{"region":"eu-west-1"},"extra":{"sys.argv":["/srv/erp/'
    b'wsgi.py"]},"contexts":{"trace":{"trace_id":"95e745068f604cd2a3621fbbdbd7a2d8","span_id":"8f8a0a7d3fc610bf","parent_spa'
    b'n_id":null,"op":"http.server"},"runtime":{"name":"CPython","version":"3.11.7","build":"3.11.7 (main) [GCC 12.2.0]"}},"'
    b'modules":{"flask":"3.1.3"},"sdk":{"name":"sentry.python.flask","version":"2.75.0","packages":[{"name":"pypi:sentry-sdk'
    b'","version":"2.75.0"}],"integrations":["argv","flask"]}}\n'
    b'{"type":"session","content_type":"application/json","length":225}\n'
    b'{"sid":"964e02c9-04ae-427c-9c10-9104eaa8ace0","init":true,"started":"2026-11-22T09:08:50.590849Z","timestamp":"2026-11'
    b'-22T09:08:58.590865Z","status":"ok","errors":1,"attrs":{"release":"erp@7.14.2","environment":"production"}}\n'
)

STORE_BODY = (
    b'{"event_id":"6f1e0c5ad8f24b0f9e1f6b2a7c3d4e5f","timestamp":"2026-11-22T09:08:58.019005Z","platform":"python","level":"'
    b'error","release":"erp@7.14.2","sdk":{"name":"sentry.python.flask","version":"2.75.0","packages":[{"name":"pypi:sentry-'
    b'sdk","version":"2.75.0"}],"integrations":["argv","flask"]},"logentry":{"message":"board %s is stale","params":["Doing"'
    b"]}}"
)
