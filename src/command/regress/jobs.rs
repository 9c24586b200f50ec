//! Number of cases that run in parallel.

/// Cores, but no more than there is memory for.
pub(super) fn jobs(memory_mib: u64) -> usize {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let meminfo = std::fs::read_to_string("/proc/meminfo").unwrap_or_default();
    with_room(cores, available_mib(&meminfo), memory_mib)
}

/// Memory that the system has left, MiB, where its text says so: Linux' does.
fn available_mib(meminfo: &str) -> Option<u64> {
    let line = meminfo.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
    let kib: u64 = line.split_ascii_whitespace().next()?.parse().ok()?;
    Some(kib / 1024)
}

/// Each case may use its whole limit. One always runs: its use is supervised.
fn with_room(cores: usize, available_mib: Option<u64>, memory_mib: u64) -> usize {
    let room = available_mib.map_or(cores, |available| (available / memory_mib.max(1)) as usize);
    cores.min(room).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_that_is_left_is_read_and_its_absence_is_no_number() {
        let text = "MemTotal:       16384000 kB\nMemFree: 1 kB\nMemAvailable:    4194304 kB\n";
        assert_eq!(available_mib(text), Some(4096));
        for text in ["", "MemTotal: 5 kB\n", "MemAvailable:\n", "MemAvailable: much\n"] {
            assert_eq!(available_mib(text), None, "{text}");
        }
    }

    #[test]
    fn as_many_cases_run_as_there_are_cores_and_room_for() {
        for (cores, available, memory, jobs) in [
            (8, None, 2048, 8),
            (8, Some(4096), 2048, 2),
            (8, Some(4095), 2048, 1),
            (2, Some(1 << 20), 2048, 2),
            (8, Some(100), 2048, 1),
            (8, Some(0), 2048, 1),
            (8, Some(4096), 0, 8),
        ] {
            assert_eq!(with_room(cores, available, memory), jobs, "{cores} {available:?} {memory}");
        }
    }
}
