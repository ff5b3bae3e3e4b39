"""What a process may not do: open a socket, start a program, take all memory or time.

The list of system calls is short on purpose: it takes away what reaches out of the process. Where
the filter of Linux is not available, that no more files can be opened stops sockets too.
"""

import ctypes
import gc
import os
import platform
import struct
import sys
from collections.abc import Collection, Mapping
from contextlib import suppress
from pathlib import Path

MIB = 2**20
NO_NEW_PRIVILEGES, SECCOMP, DEATH_SIGNAL = 38, 22, 1
FILTER_MODE = 2
MMAP_THRESHOLD, TRIM_THRESHOLD, ARENAS = -3, -1, -8  # of mallopt
ALLOW, REFUSE, KILL = 0x7FFF0000, 0x00050001, 0x80000000  # REFUSE gives EPERM
LOAD, EQUAL, AT_LEAST, RETURN = 0x20, 0x15, 0x35, 0x06
X32 = 0x40000000  # the other numbering of the same calls on x86-64
# The number of the architecture, and those of the calls on it.
CALLS: Mapping[str, tuple[int, Mapping[str, int]]] = {
    "x86_64": (
        0xC000003E,
        {
            "socket": 41, "connect": 42, "accept": 43, "bind": 49, "listen": 50, "socketpair": 53,
            "accept4": 288, "ptrace": 101, "process_vm_readv": 310, "process_vm_writev": 311,
            "io_uring_setup": 425, "pidfd_open": 434, "pidfd_send_signal": 424, "pidfd_getfd": 438,
            "execve": 59, "execveat": 322, "fork": 57, "vfork": 58, "kill": 62,
        },
    ),
    "aarch64": (
        0xC00000B7,
        {
            "socket": 198, "connect": 203, "accept": 202, "bind": 200, "listen": 201,
            "socketpair": 199, "accept4": 242, "ptrace": 117, "process_vm_readv": 270,
            "process_vm_writev": 271, "io_uring_setup": 425, "pidfd_open": 434,
            "pidfd_send_signal": 424, "pidfd_getfd": 438, "execve": 221, "execveat": 281,
            "kill": 129,
        },
    ),
}  # fmt: skip
# What reaches another machine or process. A pair of sockets is connected to itself only.
NETWORK = {
    "socket", "connect", "accept", "bind", "listen", "accept4", "ptrace", "process_vm_readv",
    "process_vm_writev", "io_uring_setup", "pidfd_getfd",
}  # fmt: skip
PROGRAMS = {"execve", "execveat"}
ALL = frozenset(CALLS["x86_64"][1])


def memory() -> tuple[int, int]:
    """Return how much address space and how much memory this process has, in bytes."""
    try:
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()
    except OSError:  # not Linux
        return 0, 0
    size = os.sysconf("SC_PAGE_SIZE")
    return int(pages[0]) * size, int(pages[1]) * size


def enter(megabytes: int, *, files: bool) -> None:
    """Close this process in for good; ``files`` tells whether it may still open any.

    ``megabytes`` is what it may take beside what it has.
    """
    import resource

    follow_parent()
    address_space = memory()[0]
    if address_space:
        most = address_space + megabytes * MIB
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    filtered = deny_calls(ALL)
    if not files or not filtered:
        # A file that is open stays so; a socket is a file too.
        resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def limit_time(seconds: float) -> None:
    """Let this process have ``seconds`` of processor time more; the system ends it after that."""
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    soft = int(used.ru_utime + used.ru_stime + seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def limit_memory(megabytes: int) -> None:
    """Let this process have ``megabytes`` of memory in all.

    Address space that is set aside and not used does not count: a JavaScript engine takes much.
    """
    import resource

    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    most = megabytes * MIB
    if hard == resource.RLIM_INFINITY or most < hard:
        resource.setrlimit(resource.RLIMIT_DATA, (most, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def give_back() -> None:
    """Give memory back to the system as soon as it is free: what is large gets pages of its own.

    Without this the C library puts ever larger pieces on its heap, where one that stays holds all.
    """
    if sys.platform == "linux":
        with suppress(AttributeError):  # another C library
            for option, size in ((MMAP_THRESHOLD, 2**16), (TRIM_THRESHOLD, 2**17), (ARENAS, 2)):
                ctypes.CDLL(None).mallopt(option, size)


def collect() -> None:
    """Give back what nothing needs any more, after much has been let go."""
    gc.collect()
    if sys.platform == "linux":
        with suppress(AttributeError):  # another C library
            ctypes.CDLL(None).malloc_trim(0)


def megabytes() -> int:
    """Return how much memory this process may have: as it was set, or all that there is."""
    import resource

    sizes = [resource.getrlimit(kind)[0] for kind in (resource.RLIMIT_AS, resource.RLIMIT_DATA)]
    there = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return min((size for size in sizes if size != resource.RLIM_INFINITY), default=there) // MIB


def open_many() -> int:
    """Let this process have as many open files as it may; return how many that are."""
    import resource

    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(most, 2**16), most))
    files = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return sys.maxsize if files == resource.RLIM_INFINITY else files


def follow_parent() -> None:
    """End with the process that started this one, however that ends."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(DEATH_SIGNAL, 9, 0, 0, 0)


def deny_calls(names: Collection[str]) -> bool:
    """Refuse these system calls from now on, here and in what is started; return if that worked."""
    machine = CALLS.get(platform.machine())
    if sys.platform != "linux" or machine is None:
        return False
    architecture, numbers = machine
    calls = [number for name, number in numbers.items() if name in names]
    last = len(calls) + 4
    program = [
        (LOAD, 0, 0, 4),  # the architecture
        (EQUAL, 0, last, architecture),
        (LOAD, 0, 0, 0),  # the number of the call
        (AT_LEAST, last - 3, 0, X32),
        *((EQUAL, len(calls) - i, 0, call) for i, call in enumerate(calls)),
        (RETURN, 0, 0, ALLOW),
        (RETURN, 0, 0, REFUSE),
        (RETURN, 0, 0, KILL),
    ]
    code = b"".join(struct.pack("HBBI", *line) for line in program)
    buffer = ctypes.create_string_buffer(code)
    pointer = struct.pack("HxxxxxxP", len(program), ctypes.addressof(buffer))
    libc = ctypes.CDLL(None)
    if libc.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
        return False
    return bool(libc.prctl(SECCOMP, FILTER_MODE, ctypes.c_char_p(pointer), 0, 0) == 0)
