"""Tells Signalbox what becomes of each host: one JSON object a line, on the descriptor that it was given.

The same descriptor is a lifeline: when its other end is gone, so is Signalbox, and everything here ends too.
"""

import json
import os
import signal
import threading

from ansible.plugins.callback import CallbackBase
from ansible.release import __version__

DOCUMENTATION = """
    name: signalbox_events
    type: stdout
    short_description: events for Signalbox
    description: One JSON object a line for plays, tasks, results and the recap.
"""

MAX_TEXT = 500


def short(value):
    """One bounded text, whatever it was; a lone surrogate would be no UTF-8."""
    text = value if isinstance(value, str) else str(value)
    return text.encode("utf-8", "replace").decode("utf-8")[:MAX_TEXT]


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "stdout"
    CALLBACK_NAME = "signalbox_events"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._fd = int(os.environ["SIGNALBOX_EVENTS_FD"])
        # What this starts has no use for it, and would hold it open.
        os.set_inheritable(self._fd, False)
        threading.Thread(target=self._watch, daemon=True).start()
        self._emit(event="begun", version=__version__)

    def _watch(self):
        try:
            while os.read(self._fd, 1):
                pass
        except OSError:
            pass
        os.killpg(0, signal.SIGKILL)

    def _emit(self, **event):
        data = (json.dumps(event) + "\n").encode("ascii")
        while data:
            data = data[os.write(self._fd, data):]

    def _result(self, event, result, **more):
        self._emit(event=event, host=result._host.get_name(), task=short(result.task_name), **more)

    @staticmethod
    def _is_hidden(result):
        return bool(result._task.no_log or result._result.get("_ansible_no_log"))

    def _why(self, result):
        """What went wrong, in one text; nothing at all where the task must not be logged."""
        if self._is_hidden(result):
            return "not shown: the task has no_log"
        found = result._result
        for item in found.get("results") or []:
            if isinstance(item, dict) and (item.get("failed") or item.get("unreachable")):
                if item.get("_ansible_no_log"):
                    return "not shown: the task has no_log"
                found = item
                break
        parts = [found.get(name) for name in ("msg", "stderr", "module_stderr", "stdout", "module_stdout")]
        return short(" | ".join(short(part).strip() for part in parts if part))

    def v2_playbook_on_play_start(self, play):
        self._emit(event="play", name=short(play.get_name()))

    def v2_playbook_on_task_start(self, task, is_conditional):
        self._emit(event="task", name=short(task.get_name()))

    def v2_playbook_on_handler_task_start(self, task):
        self._emit(event="task", name=short(task.get_name()))

    def v2_runner_on_start(self, host, task):
        self._emit(event="start", host=host.get_name(), task=short(task.get_name()))

    def v2_runner_on_ok(self, result):
        self._result("changed" if result._result.get("changed") else "ok", result)

    def v2_runner_on_failed(self, result, ignore_errors=False):
        self._result("failed", result, ignored=bool(ignore_errors), why=self._why(result))

    def v2_runner_on_unreachable(self, result):
        self._result("unreachable", result, why=self._why(result))

    def v2_runner_on_skipped(self, result):
        self._result("skipped", result)

    def v2_playbook_on_no_hosts_remaining(self):
        self._emit(event="cutShort")

    def v2_playbook_on_no_hosts_matched(self):
        self._emit(event="noHosts")

    def v2_playbook_on_stats(self, stats):
        hosts = {name: stats.summarize(name) for name in sorted(stats.processed)}
        keys = ("ok", "changed", "failures", "unreachable", "skipped", "rescued", "ignored")
        self._emit(event="recap", hosts={name: {key: int(it.get(key, 0)) for key in keys} for name, it in hosts.items()})
