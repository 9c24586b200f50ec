//! tmp
#[path = "../command/wave.rs"]
mod wave;
#[derive(clap::Parser)]
struct A {
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    w: wave::WaveDiffArgs,
}
fn main() {
    let a = <A as clap::Parser>::parse();
    std::process::exit(match wave::run(&a.w, a.json) {
        Ok(true) => 0,
        Ok(false) => 1,
        Err(e) => {
            eprintln!("error: {e}");
            2
        }
    });
}
