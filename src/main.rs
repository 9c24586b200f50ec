//! The `spindle` command.

fn main() -> std::process::ExitCode {
    spindle::command::main()
}
