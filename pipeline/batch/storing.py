"""Put what a batch comes to into the store, call by call, as it comes."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass

from pipeline.batch.executors import Begin, Endings, Executor
from pipeline.batch.failures import Failure
from pipeline.batch.folder import OutputFolder
from pipeline.batch.work import Ending
from pipeline.domain.job import Job
from pipeline.store.runs import StoredRun


@dataclass(frozen=True)
class Storing:
    """An executor whose every ending is in the store before it is told."""

    executor: Executor
    folder: OutputFolder
    run: StoredRun

    def endings(self, jobs: Sequence[Job], begin: Begin) -> Endings:
        """As those of the executor within."""
        with closing(self.executor.endings(jobs, begin)) as ongoing:
            for job, ending in ongoing:
                self._store(job, ending)
                yield job, ending

    def current(self, jobs: Sequence[Job]) -> None:
        """Store what stands in the folder already: the run before may have been killed before it could."""
        for job in jobs:
            text = self.folder.report_path(job.call_id).read_text(encoding="utf-8")
            self.run.report(text, str(job.path.resolve()), judged_now=False)

    def _store(self, job: Job, ending: Ending) -> None:
        if isinstance(ending, Failure):
            self.run.failure(ending.model_dump(exclude={"trace"}))
        else:
            self.run.report(ending.report, str(job.path.resolve()), judged_now=True)
