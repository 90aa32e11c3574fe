"""A plugin of Snakemake that sends jobs away as a cluster's does, but to nowhere: a test sees that none is sent."""

from snakemake_interface_executor_plugins.executors.remote import RemoteExecutor
from snakemake_interface_executor_plugins.settings import CommonSettings

common_settings = CommonSettings(non_local_exec=True, implies_no_shared_fs=False, job_deploy_sources=False)


class Executor(RemoteExecutor):
    """An executor that may run local rules only."""

    def run_job(self, job):
        raise AssertionError(f"{job} was sent away")

    async def check_active_jobs(self, active_jobs):
        for job in active_jobs:
            yield job

    def cancel_jobs(self, active_jobs):
        pass
