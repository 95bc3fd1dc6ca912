"""One kernel for all notebooks that nbval runs, one after another, as the notebooks of a report.

A kernel takes longer to start and to import what notebooks need than most of them take to run.
"""

from __future__ import annotations

import nbval.plugin
from nbval.kernel import RunningKernel

KERNELS: dict[tuple[str, str], RunningKernel] = {}


class LentKernel(RunningKernel):
    """A kernel that forgets every name where nbval would stop it."""

    def stop(self) -> None:
        self.kc.execute_interactive("%reset -f", silent=True, store_history=False, timeout=60)


def lend_kernel(kernel_name: str, cwd: str, startup_timeout: int) -> RunningKernel:
    """The kernel of that name in a folder; a new one in the place of one that died."""
    kernel = KERNELS.get((kernel_name, cwd))
    if kernel is None or not kernel.is_alive():
        kernel = LentKernel(kernel_name, cwd=cwd, startup_timeout=startup_timeout)
        KERNELS[kernel_name, cwd] = kernel
    return kernel


def lend_kernels() -> None:
    nbval.plugin.RunningKernel = lend_kernel


def stop_kernels() -> None:
    while KERNELS:
        _, kernel = KERNELS.popitem()
        RunningKernel.stop(kernel)
