"""Serves the desk: clients, who may be slow, are waited for by one event loop, and threads only compute.

`application` receives a request as a whole before a thread sees it, and sends the answer when the thread is free again.
`threads` has the threads of a process and decides by `turns` whose request is next. `room` ends what slow clients hold
when there is too much of it, `environ` and `answers` translate between the server and Django.
"""
