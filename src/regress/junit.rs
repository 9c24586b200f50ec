//! Results as XML in the format of `JUnit`, for continuous integration.

use std::time::Duration;

use quick_junit::{NonSuccessKind, Report, SerializeError, TestCase, TestCaseStatus, TestSuite};

use super::outcome::{CaseResult, Status};
use super::run::RunInputs;

/// The whole document: one suite, a test a case, what the manifest leaves out as skipped.
///
/// # Errors
/// It cannot be written as XML; none is known, as it is written to memory.
pub fn junit(run: &RunInputs, results: &[CaseResult]) -> Result<String, SerializeError> {
    let mut suite = TestSuite::new(run.name.as_str());
    suite.set_time(seconds(results.iter().map(|result| result.seconds).sum()));
    suite.add_test_cases(results.iter().map(case));
    suite.add_test_cases(run.excluded.iter().map(|excluded| {
        let mut status = TestCaseStatus::skipped();
        status.set_message(excluded.reason.as_str());
        named(&excluded.name, status)
    }));
    let mut report = Report::new("spindle regress");
    report.add_test_suite(suite);
    report.to_string()
}

/// The first part of a name is the test's class.
fn named(name: &str, status: TestCaseStatus) -> TestCase {
    let mut test = TestCase::new(name, status);
    test.set_classname(name.split('.').next().unwrap_or(name));
    test
}

fn case(result: &CaseResult) -> TestCase {
    let status = if result.passed() {
        TestCaseStatus::success()
    } else {
        // A difference is a failure; where there was nothing to hold against anything, an error.
        let kind = match result.status {
            Status::Different | Status::Baseline | Status::Nothing | Status::Passed => {
                NonSuccessKind::Failure
            }
            Status::Error | Status::Hung | Status::Memory | Status::Crashed => NonSuccessKind::Error,
        };
        let mut status = TestCaseStatus::non_success(kind);
        status.set_type(result.status.text());
        status.set_message(result.what.lines().next().unwrap_or_default());
        status.set_description(format!("{}\n\nagain: {}", result.what, result.command));
        status
    };
    let mut test = named(&result.name, status);
    test.set_time(seconds(result.seconds));
    let compared = result.compared();
    let cells = result.measured.as_ref().map_or(0, |measured| measured.cells.len());
    let all = (compared.records as usize).saturating_add(compared.reads).saturating_add(cells);
    if all > 0 {
        test.set_assertions(all);
    }
    test
}

/// The number read may have any value.
fn seconds(seconds: f64) -> Duration {
    Duration::try_from_secs_f64(seconds.max(0.0)).unwrap_or(Duration::MAX)
}
