//! Trains a network as a library: a manifest and samples in, weights for the chip out.
//!
//! `cargo run -p spindle-learning --example train`

use std::error::Error;

use spindle_learning::{Manifest, Session};

/// Seed of the split of the samples, of the initial weights and of the spikes.
const SEED: u64 = 1;

fn main() -> Result<(), Box<dyn Error>> {
    // `Manifest::load` reads a file of your own, and `data` takes the folder of your samples.
    let manifest = Manifest::preset("iris")?;
    let data = manifest.data(None, SEED)?;
    let mapping = manifest.map(SEED)?;
    let mut session = Session::new(&manifest.description, &mapping, &data, SEED)?;

    while !session.ended() {
        let epoch = session.epoch(|| {})?;
        if epoch.epoch.is_multiple_of(10) {
            println!("epoch {:>2}: validation accuracy {:.2}", epoch.epoch, epoch.validation_accuracy);
        }
    }

    // The test samples are used once, with the weights that did best on the validation samples.
    let accuracy = session.test_accuracy()?;
    println!("test accuracy {accuracy:.2} on {} samples", data.split.test.len());

    // Memory images and register writes of the trained core, as Verilog and the host load them.
    let trained = session.configuration(0, session.best_weights(), &mapping.configuration.random);
    for image in trained.images(&manifest.description.geometry) {
        println!("{:<24} {:>5} words", image.name, image.words.len());
    }
    println!("{:<24} {:>5} writes", "registers", trained.register_writes().len());
    if accuracy < 0.8 { Err("the network did not learn".into()) } else { Ok(()) }
}
