"""Keeps one process serving: whenever it dies, the next one takes its place at once.

The one that watches has imported everything and holds the socket open, and does nothing else. So
a phone that comes back meanwhile is not refused but waits in line, and the next process, a copy of
the one that watches, serves within a tenth of a second (reliability R1).
"""

import gc
import logging
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from types import FrameType
from typing import NoReturn

SHORT_LIFE = 1.0  # seconds: who dies sooner may have a lasting reason
SECONDS_UNTIL_CALM = 3.0
LONGEST_PAUSE = 3.0  # seconds before another try
MOST_SHORT_LIVES = 20  # in a row; then whoever started us may know better

SEND_BUFFER = 32 * 1024  # a sleeping phone must not download a backlog when it wakes
LONGEST_UNHEARD = 30_000  # milliseconds until a phone that confirms nothing any more has gone
MOST_IN_LINE = 4096  # phones that all come at once; the system may allow fewer

Serve = Callable[[bool], None]  # whether it is the first of its line


def listen(host: str, port: int) -> socket.socket:
    """A socket that takes phones from now on. Raises OSError."""
    at = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    if ":" in host:  # "::" is the whole network, the older addresses too
        at.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
    at.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    at.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
    if hasattr(socket, "TCP_USER_TIMEOUT"):  # passed on to every connection that is taken
        at.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, LONGEST_UNHEARD)
    at.bind((host, port))
    at.listen(MOST_IN_LINE)
    return at


def can_watch() -> bool:
    return sys.platform == "linux"  # elsewhere a copy of a process is not safe to use


def keep_serving(serve: Serve, prepare: Iterator[object]) -> NoReturn:
    """Runs `serve` in a process of its own, and again when that is killed; ends as it ends.

    While one serves, `prepare` does step by step what every later one will need. To be called
    while there is one thread and no open database.
    """
    gc.collect()
    gc.freeze()  # so that the copies share what was imported
    watcher = _Watcher(serve, prepare)
    for each in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(each, watcher.pass_on)
    watcher.watch()


class _Watcher:
    def __init__(self, serve: Serve, prepare: Iterator[object]) -> None:
        self.serve = serve
        self.prepare = prepare
        self.is_prepared = False
        self.is_first = True
        self.child = 0
        self.told: signal.Signals | None = None
        # Its other end closes when this process ends, however it ends.
        self.lifeline, self._ours = os.pipe()

    def watch(self) -> NoReturn:
        short_lives = 0
        while True:
            began = time.monotonic()
            ended = self._let_serve()
            self.is_first = False
            killed_by = -ended if ended < 0 else 0
            if self.told is not None:
                _die_of(killed_by) if killed_by else sys.exit(ended)
            short_lives = short_lives + 1 if time.monotonic() - began < SHORT_LIFE else 0
            if not killed_by or short_lives > MOST_SHORT_LIVES:
                sys.exit(ended if ended >= 0 else 1)
            logging.error(
                "The serving process was ended by signal %d. The next one serves.", killed_by
            )
            if short_lives > 2:
                time.sleep(min(0.05 * 2**short_lives, LONGEST_PAUSE))

    def pass_on(self, number: int, _frame: FrameType | None) -> None:
        """Told twice, it no longer waits for open connections."""
        first, self.told = self.told is None, signal.Signals(number)
        if self.child:
            os.kill(self.child, signal.SIGTERM if first else signal.SIGINT)

    def _let_serve(self) -> int:
        """How it ended: its exit code, or less than 0 the signal that killed it."""
        signals = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP}
        signal.pthread_sigmask(signal.SIG_BLOCK, signals)
        self.child = os.fork()
        if self.child == 0:
            self._serve()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, signals)
        if self.told is not None:  # while there was nobody to pass it on to
            os.kill(self.child, signal.SIGTERM)
        elif not self.is_prepared and self._lives_on():
            self._prepare()
        while True:
            # Whoever else is waited for was left behind by one that died. It is only looked at
            # here: until it is waited for, nobody else can have its number.
            found = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOWAIT)
            assert found is not None
            if found.si_pid == self.child:
                return self._bury()
            os.waitpid(found.si_pid, 0)

    def _bury(self) -> int:
        """With all that it had started, such as a rehearsal that nobody could stop any more."""
        child, self.child = self.child, 0
        with suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        return os.waitstatus_to_exitcode(status)

    def _prepare(self) -> None:
        """If the serving one ends meanwhile, the next comes first, and the rest later."""
        try:
            for _ in self.prepare:
                if self._has_ended():
                    return
        except Exception:  # the next one will do it itself
            logging.exception("The next process could not be prepared.")
        self.is_prepared = True
        gc.collect()
        gc.freeze()

    def _lives_on(self) -> bool:
        """Once phones are back, nobody needs both cores any more."""
        until = time.monotonic() + SECONDS_UNTIL_CALM
        while time.monotonic() < until:
            if self._has_ended():
                return False
            time.sleep(0.05)
        return True

    def _has_ended(self) -> bool:
        looking = os.WEXITED | os.WNOHANG | os.WNOWAIT
        return os.waitid(os.P_PID, self.child, looking) is not None

    def _serve(self) -> NoReturn:
        code = 1
        try:
            for each in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
                signal.signal(each, signal.SIG_DFL)
            os.setpgid(0, 0)  # so that Ctrl-C comes once, by way of the watcher
            signal.pthread_sigmask(signal.SIG_UNBLOCK, signal.valid_signals())
            os.close(self._ours)
            threading.Thread(target=self._end_with_the_watcher, daemon=True).start()
            self.serve(self.is_first)
            code = 0
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else 1
        except BaseException:
            logging.exception("The serving process broke.")
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)  # nothing of the watcher's own is to be tidied up twice

    def _end_with_the_watcher(self) -> None:
        os.read(self.lifeline, 1)
        os._exit(1)


def _die_of(number: int) -> NoReturn:
    """As whoever started us would have seen it without us in between."""
    signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)
    sys.exit(1)
