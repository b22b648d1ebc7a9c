//! Work spread over threads, results in the order of the jobs: the output is the same for any number of workers. Knows
//! nothing of logs.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

/// Jobs that may be under way for each worker. Enough that no worker waits for another's slow chunk, few enough that a few
/// megabytes are in flight.
const JOBS_IN_FLIGHT_PER_WORKER: usize = 4;

/// A job whose worker panicked: its result is lost, and said so; the run goes on with a fresh worker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lost;

/// Runs `work` on every job with `workers` threads, each with its own state from `make`, and hands the results to `take` in
/// the order of the jobs. Jobs are produced on a thread of their own; queues are bounded, so that a slow stage holds the others back.
pub fn run<Job: Send, State, Output: Send>(
    workers: usize,
    jobs: impl Iterator<Item = Job> + Send,
    make: impl Fn() -> State + Sync,
    work: impl Fn(&mut State, Job) -> Output + Sync,
    mut take: impl FnMut(Result<Output, Lost>),
) {
    let in_flight_max = workers.max(1) * JOBS_IN_FLIGHT_PER_WORKER;
    let (permit_sender, permit_receiver) = sync_channel::<()>(in_flight_max);
    let (job_sender, job_receiver) = sync_channel::<(u64, Job)>(in_flight_max);
    let (output_sender, output_receiver) = sync_channel::<(u64, Result<Output, Lost>)>(in_flight_max);
    let job_receiver = Mutex::new(job_receiver);
    thread::scope(|scope| {
        scope.spawn(move || produce(jobs, &permit_sender, &job_sender));
        for _ in 0..workers.max(1) {
            let output_sender = output_sender.clone();
            let (job_receiver, make, work) = (&job_receiver, &make, &work);
            scope.spawn(move || consume(job_receiver, &output_sender, make, work));
        }
        drop(output_sender);
        let mut early: BTreeMap<u64, Result<Output, Lost>> = BTreeMap::new();
        let mut next = 0;
        for (number, output) in output_receiver {
            early.insert(number, output);
            while let Some(output) = early.remove(&next) {
                take(output);
                next += 1;
                // The permit was sent before the job was; it is always there.
                let _ = permit_receiver.recv();
            }
        }
    });
}

fn produce<Job>(jobs: impl Iterator<Item = Job>, permits: &SyncSender<()>, sender: &SyncSender<(u64, Job)>) {
    for (number, job) in (0..).zip(jobs) {
        if permits.send(()).is_err() || sender.send((number, job)).is_err() {
            return;
        }
    }
}

fn consume<Job, State, Output>(
    jobs: &Mutex<Receiver<(u64, Job)>>,
    outputs: &SyncSender<(u64, Result<Output, Lost>)>,
    make: &impl Fn() -> State,
    work: &impl Fn(&mut State, Job) -> Output,
) {
    let mut state = make();
    loop {
        let received = match jobs.lock() {
            Ok(receiver) => receiver.recv(),
            Err(_) => return,
        };
        let Ok((number, job)) = received else { return };
        let output = catch_unwind(AssertUnwindSafe(|| work(&mut state, job))).map_err(|_| {
            state = make();
            Lost
        });
        if outputs.send((number, output)).is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_order_for_any_number_of_workers() {
        for workers in [1, 2, 7] {
            let mut got = Vec::new();
            run(workers, 0..1000_u64, || (), |(), job| job * job, |output| got.push(output));
            assert_eq!(got, (0..1000_u64).map(|job| Ok(job * job)).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_panic_loses_one_result_and_is_said() {
        let mut got = Vec::new();
        let work = |(): &mut (), job: u32| {
            assert!(job != 3, "three");
            job
        };
        std::panic::set_hook(Box::new(|_| {}));
        run(2, 0..6_u32, || (), work, |output| got.push(output));
        let _ = std::panic::take_hook();
        assert_eq!(got, [Ok(0), Ok(1), Ok(2), Err(Lost), Ok(4), Ok(5)]);
    }
}
